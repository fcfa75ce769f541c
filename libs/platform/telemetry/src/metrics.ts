import { collectDefaultMetrics, Registry } from 'prom-client';

import { InstrumentFactory, type Count, type Distribution, type Level } from './instruments.js';

/**
 * What becomes of a request to a handler, a call or a send. It is `admitted` once it goes on to the command log, and later
 * `completed` (a value, or an accepted send), an `invocation_error` (the invocation failed) or an `ingress_error` (5xx).
 * What is refused instead is a `request_error` (4xx, unknown paths included) or `rate_limited` (429). A caller that leaves
 * without an answer is in none of the endings.
 */
export const ingressStatuses = [
  'admitted',
  'completed',
  'request_error',
  'invocation_error',
  'ingress_error',
  'rate_limited',
] as const;
export type IngressStatus = (typeof ingressStatuses)[number];

/**
 * Why an attempt is over: the handler ended, whether well or not; it suspended; it failed and is likely retried; it was
 * cut from our side, by a kill or because the partition moved.
 */
export const attemptOutcomes = ['completed', 'suspended', 'failed', 'aborted'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/**
 * Every metric Perdure has of its own, besides those of the Node process (`process_*`, `nodejs_*`, under the names
 * that stock dashboards know). All carry `cluster_name` and `node_name`; none has an id, a service or a key.
 */
export interface Metrics {
  readonly ingress: {
    /** `perdure_ingress_requests_total{status}` */
    readonly requests: Readonly<Record<IngressStatus, Count>>;
    /** `perdure_ingress_requests_in_flight`: on all paths, waiting callers included; what the limit on requests limits. */
    readonly requestsInFlight: Level;
    /** `perdure_ingress_request_duration_seconds`: of answered requests to handlers, until the answer was handed over. */
    readonly requestDurationSeconds: Distribution;
  };
  readonly partitions: {
    /** `perdure_partitions_owned`: partitions this node is the owner of. */
    readonly owned: Level;
    /** `perdure_partition_inputs_total`: commands and invoker events that were applied. */
    readonly inputs: Count;
    /** `perdure_partition_commits_total` */
    readonly commits: Count;
    /** `perdure_partition_commit_duration_seconds`: from handing a commit to the store until it is durable. */
    readonly commitDurationSeconds: Distribution;
    /** `perdure_partition_commit_inputs`: how many inputs shared a commit. */
    readonly commitInputs: Distribution;
  };
  readonly invoker: {
    /** `perdure_invoker_attempts_started_total`: attempts that got a slot. */
    readonly attemptsStarted: Count;
    /** `perdure_invoker_attempts_ended_total{outcome}` */
    readonly attemptsEnded: Readonly<Record<AttemptOutcome, Count>>;
    /** `perdure_invoker_attempt_duration_seconds`: from when it got its slot. */
    readonly attemptDurationSeconds: Distribution;
    /** `perdure_invoker_attempts_running`: attempts that hold a slot. */
    readonly attemptsRunning: Level;
    /** `perdure_invoker_queue_length`: invocations that wait for a free slot. */
    readonly queueLength: Level;
  };
  /** MIME type of {@link expose}'s text. */
  readonly contentType: string;
  /** All metrics in the Prometheus text format. */
  expose(): Promise<string>;
}

/** From a loopback call to a handler that waits for people. */
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600];
/** From a fast disk to a store in trouble. */
const commitSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];
const groupSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The metrics of this process, in a registry of their own. */
export function createMetrics(labels: { readonly clusterName: string; readonly nodeName: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ cluster_name: labels.clusterName, node_name: labels.nodeName });
  collectDefaultMetrics({ register: registry });
  const instruments = new InstrumentFactory(registry);
  return {
    ingress: ingressMetrics(instruments),
    partitions: partitionMetrics(instruments),
    invoker: invokerMetrics(instruments),
    contentType: registry.contentType,
    expose: () => registry.metrics(),
  };
}

function ingressMetrics(instruments: InstrumentFactory): Metrics['ingress'] {
  return {
    requests: instruments.counterBy(
      { name: 'ingress_requests_total', help: 'Requests to handlers, by what became of them.' },
      'status',
      ingressStatuses,
    ),
    requestsInFlight: instruments.gauge({
      name: 'ingress_requests_in_flight',
      help: 'Requests that have no answer yet.',
    }),
    requestDurationSeconds: instruments.histogram(
      { name: 'ingress_request_duration_seconds', help: 'Time from a request to its answer.' },
      requestSeconds,
    ),
  };
}

function partitionMetrics(instruments: InstrumentFactory): Metrics['partitions'] {
  return {
    owned: instruments.gauge({ name: 'partitions_owned', help: 'Partitions owned by this node.' }),
    inputs: instruments.counter({
      name: 'partition_inputs_total',
      help: 'Commands and invoker events that were applied.',
    }),
    commits: instruments.counter({ name: 'partition_commits_total', help: 'Commits to the store.' }),
    commitDurationSeconds: instruments.histogram(
      { name: 'partition_commit_duration_seconds', help: 'Time until a commit is durable.' },
      commitSeconds,
    ),
    commitInputs: instruments.histogram(
      { name: 'partition_commit_inputs', help: 'Inputs that shared a commit.' },
      groupSizes,
    ),
  };
}

function invokerMetrics(instruments: InstrumentFactory): Metrics['invoker'] {
  return {
    attemptsStarted: instruments.counter({
      name: 'invoker_attempts_started_total',
      help: 'Attempts that were started.',
    }),
    attemptsEnded: instruments.counterBy(
      { name: 'invoker_attempts_ended_total', help: 'Attempts that are over, by the reason.' },
      'outcome',
      attemptOutcomes,
    ),
    attemptDurationSeconds: instruments.histogram(
      { name: 'invoker_attempt_duration_seconds', help: 'Time an attempt took.' },
      requestSeconds,
    ),
    attemptsRunning: instruments.gauge({
      name: 'invoker_attempts_running',
      help: 'Attempts that are running.',
    }),
    queueLength: instruments.gauge({
      name: 'invoker_queue_length',
      help: 'Invocations that wait for a free slot.',
    }),
  };
}
