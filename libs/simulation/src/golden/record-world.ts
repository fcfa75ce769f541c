import {
  partitionOf,
  type InstanceId,
  type LimitRule,
  type PartitionCommand,
  type PartitionId,
  type PartitionRecord,
} from '@perdure/model';
import { encodeInputPayload, siblingInvocationId } from '@perdure/protocol';
import { Audit } from '../audit.js';
import { Faults } from '../kernel/faults.js';
import { Random } from '../kernel/random.js';
import { Scheduler } from '../kernel/scheduler.js';
import { SimProcess } from '../kernel/sim-process.js';
import { Trace } from '../kernel/trace.js';
import { encodeText } from '../sdk/frames.js';
import { Services, targetOf } from '../sdk/services.js';
import { SimAttempts } from '../sdk/sim-attempts.js';
import { MemoryStateStore } from '@perdure/testkit/fakes';
import { ProgramGenerator } from '../workload/generate-program.js';
import { invocationIdOf } from '../workload/invocation-id-of.js';
import { GoldenPartition } from './golden-partition.js';

const partitionCount = 2;
const requestCount = 40;
const requestsWithinUs = 4_000_000;
/** All is done by then, and what is kept for long is still there. */
const recordedUs = 40_000_000;
const rules: readonly LimitRule[] = [
  { pattern: 'tenant0', concurrency: 1, isDisabled: false, version: 1, lastModifiedMs: 0 },
  { pattern: 'tenant1/gold', concurrency: 1, isDisabled: false, version: 1, lastModifiedMs: 0 },
];

/** Two partitions on which handlers do everything there is, and operators too. The same seed is the same world. */
export async function recordWorld(seed: number): Promise<readonly GoldenPartition[]> {
  const scheduler = new Scheduler();
  const random = new Random(seed);
  const trace = new Trace(scheduler);
  // Nobody tells it of commits, so what it thinks is of no interest: there are other worlds to judge.
  const audit = new Audit(trace, scheduler, {
    stored: () => new MemoryStateStore(),
    limitMax: () => undefined,
    clockErrorMsMax: 0,
  });
  const services = new Services(random.fork());
  let uniqueTexts = 0;
  const serviceWorld = {
    scheduler,
    random: random.fork(),
    faults: new Faults(random.fork(), 'none'),
    audit,
    services,
    failures: new Map<string, number>(),
    isStateStable: false,
    uniqueText: () => `u${uniqueTexts++}`,
  };
  const append = (partition: PartitionId, record: PartitionRecord): void =>
    partitions[partition]?.apply({ kind: 'record', record });
  const partitions = Array.from(
    { length: partitionCount },
    (_, index) => new GoldenPartition(index as PartitionId, { scheduler, partitionCount, rules, append }),
  );
  for (const [index, partition] of partitions.entries())
    partition.runOn(
      new SimAttempts(new SimProcess(`n${index}`, scheduler), partition.rows.reader, serviceWorld),
    );

  const changed = {
    instance: '/Object0/a' as InstanceId,
    ofSameKey: invocationIdOf(targetOf('Object0', 'write', 'a'), undefined, random),
  };
  const programs = new ProgramGenerator(random.fork(), services.areScopesKnown);
  const at = (delayUs: number, command: () => PartitionCommand): void => {
    scheduler.after(delayUs, () => {
      const known = command();
      const invocationId = 'invocationId' in known ? known.invocationId : changed.ofSameKey;
      append(partitionOf(invocationId, partitionCount), { command: known });
    });
  };
  for (let request = 0; request < requestCount; request++) {
    const { target, program, limitKey } = programs.callee(0);
    const idempotencyKey =
      target.handlerKind !== 'workflow' && random.chance(0.5) ? programs.unique('k') : undefined;
    const invocationId = invocationIdOf(target, idempotencyKey, random);
    const atUs = random.between(0, requestsWithinUs);
    const replyTo = { nodeId: 'node', requestId: `request${request}` };
    const listener = { kind: 'node', nodeId: 'node' } as const;
    const delayMs = random.chance(0.2) ? random.between(1, 2000) : undefined;
    at(atUs, () => ({
      kind: 'invoke',
      invocationId,
      target,
      input: encodeInputPayload([], encodeText(JSON.stringify(program))),
      source: { kind: 'ingress' },
      retention: services.retentionOf(target, idempotencyKey !== undefined),
      replyTo,
      ...(random.chance(0.5) && { listener }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(limitKey !== undefined && { limitKey }),
      ...(delayMs !== undefined && { executeAtMs: scheduler.nowMs + delayMs }),
    }));
    const kind = random.pick([
      'attach',
      'cancel',
      'kill',
      'pause',
      'purge',
      'purge-journal',
      'restart-as-new',
      'modify-state',
      'signal',
    ] as const);
    const laterUs = atUs + random.between(0, 3_000_000);
    at(laterUs, (): PartitionCommand => {
      switch (kind) {
        case 'attach':
          return { kind, invocationId, listener, replyTo };
        case 'restart-as-new': {
          const ulid = Uint8Array.from({ length: 16 }, () => random.between(0, 255));
          const newInvocationId = siblingInvocationId(invocationId, ulid);
          return { kind, invocationId, newInvocationId, lastEntry: 0, replyTo };
        }
        case 'modify-state':
          return { kind, instance: changed.instance, change: { newState: [['x', encodeText('changed')]] } };
        case 'signal': {
          const signal = { kind: 'name', name: 'unheard' } as const;
          return { kind, invocationId, signal, result: { kind: 'value', value: encodeText('x') } };
        }
        case 'cancel':
        case 'kill':
        case 'pause':
        case 'purge':
        case 'purge-journal':
          return { kind, invocationId, replyTo };
      }
    });
    at(laterUs + 4_000_000, () => ({ kind: 'resume', invocationId }));
  }
  for (const partition of partitions) scheduler.after(requestsWithinUs, () => partition.changeOwner());

  scheduler.after(recordedUs, () => undefined);
  while (scheduler.elapsedUs < recordedUs) await scheduler.step();
  return partitions;
}
