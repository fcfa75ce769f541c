import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

import { type Scenario, scenarios, type Sizes } from './scenarios/index.js';
import { type ClusterShape } from './subject/cluster.js';
import { REFERENCE_VERSION } from './subject/reference.js';

const topologies = ['standalone', 'cluster'] as const;
export type Topology = (typeof topologies)[number];

export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly rounds: number;
  readonly sizes: Sizes;
  /** `reference`, or the path of a `main.js`. */
  readonly against: readonly string[];
  readonly referenceVersion: string;
  readonly outFolder: string;
  readonly dataFolder: string;
  readonly topology: Topology;
  readonly cluster: ClusterShape;
  readonly isProfiled: boolean;
  readonly isTraced: boolean;
}

const flags = {
  scenarios: { type: 'string' },
  seconds: { type: 'string', default: '5' },
  'warm-up': { type: 'string', default: '2' },
  rounds: { type: 'string', default: '3' },
  against: { type: 'string', multiple: true, default: [] },
  'reference-version': { type: 'string', default: REFERENCE_VERSION },
  delayed: { type: 'string', default: '50000' },
  suspended: { type: 'string', default: '100000' },
  stored: { type: 'string', default: '1000000' },
  topology: { type: 'string', default: 'standalone' },
  workers: { type: 'string', default: '1' },
  partitions: { type: 'string' },
  'flush-log': { type: 'boolean', default: true },
  out: { type: 'string', default: 'tmp/bench' },
  data: { type: 'string', default: tmpdir() },
  profile: { type: 'boolean', default: false },
  'trace-fsync': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export const usage = `usage: npm run bench -- [options]

  --scenarios a,b         only these, of:
${scenarios.map(({ name, description }) => `                            ${name.padEnd(12)} ${description}`).join('\n')}
  --against reference     also the reference server, which npm fetches into a temporary folder
  --against <main.js>     also another build of Perdure, of the same topology; may be given more than once
  --topology standalone   what Perdure is: standalone, or cluster (an ingress, a worker, an admin node, Kafka and Redis)
  --workers 1             nodes of a cluster
  --partitions <number>   of a cluster; by default the server's own default
  --no-flush-log          Kafka acknowledges before it has flushed, as in clusters that rely on its replicas
  --rounds 3              servers take turns so often, and the tables show the median; once for resting and start
  --seconds 5             measured, of each scenario that is limited by time
  --warm-up 2             seconds before that, not measured
  --delayed 50000         calls of the scenario delayed
  --suspended 100000      invocations of the scenario resting
  --stored 1000000        invocations of the scenario start
  --out tmp/bench         folder for results.json, table.md, chart.svg and profiles
  --data <folder>         disk that the servers write to; by default the folder for temporary files
  --profile               CPU profile of each Perdure, with its costliest functions
  --trace-fsync           count syncs per call with strace; slows the server, so compare nothing else
  --reference-version ${REFERENCE_VERSION}`;

/** Resolves relative paths against the given folder. `undefined` stands for a wish to see the usage. */
export function parseOptions(args: readonly string[], folder: string): Options | undefined {
  const { values } = parseArgs({ args: [...args], options: flags, allowNegative: true });
  if (values.help) return undefined;
  return {
    scenarios: selectScenarios(values.scenarios),
    rounds: wholeNumber('rounds', values.rounds),
    sizes: {
      seconds: positive('seconds', values.seconds),
      warmUpSeconds: positive('warm-up', values['warm-up']),
      delayedCalls: wholeNumber('delayed', values.delayed),
      suspendedInvocations: wholeNumber('suspended', values.suspended),
      storedInvocations: wholeNumber('stored', values.stored),
    },
    against: values.against.map((other) => (other === 'reference' ? other : resolve(folder, other))),
    referenceVersion: values['reference-version'],
    outFolder: resolve(folder, values.out),
    dataFolder: resolve(folder, values.data),
    topology: topologyOf(values.topology),
    cluster: {
      workers: wholeNumber('workers', values.workers),
      partitions: values.partitions === undefined ? undefined : wholeNumber('partitions', values.partitions),
      isLogFlushed: values['flush-log'],
    },
    isProfiled: values.profile,
    isTraced: values['trace-fsync'],
  };
}

function selectScenarios(names: string | undefined): readonly Scenario[] {
  if (names === undefined) return scenarios;
  return names.split(',').map((name) => {
    const scenario = scenarios.find((each) => each.name === name);
    if (scenario === undefined) {
      throw new Error(
        `There is no scenario ${name}; there are: ${scenarios.map((each) => each.name).join(', ')}.`,
      );
    }
    return scenario;
  });
}

function topologyOf(name: string): Topology {
  const topology = topologies.find((each) => each === name);
  if (topology === undefined)
    throw new Error(`--topology must be one of ${topologies.join(', ')}, not ${name}.`);
  return topology;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${flag} must be a number above 0, not ${text}.`);
  return value;
}

function wholeNumber(flag: string, text: string): number {
  const value = positive(flag, text);
  if (!Number.isInteger(value)) throw new Error(`--${flag} must be a whole number, not ${text}.`);
  return value;
}
