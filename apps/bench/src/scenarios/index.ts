import { type BodyPlan, type RequestPlan } from '../load/load-plan.js';
import { closedLoop } from './closed-loop.js';
import { delayedCalls } from './delayed.js';
import { restingInvocations } from './resting.js';
import { type Scenario } from './scenario.js';
import { startUp } from './starting.js';

export { NOOP } from './noop.js';
export { type Bench, type Scenario, type Sizes } from './scenario.js';

const CONNECTIONS = 64;
const OBJECTS = 10_000;
const READ_OBJECTS = 1000;

const call = (target: string, more: Omit<RequestPlan, 'path'> = {}): RequestPlan => ({
  path: `/restate/call/${target}`,
  ...more,
});
const json = (value: unknown): BodyPlan => ({ kind: 'json', text: JSON.stringify(value) });

const calls = [1, 16, 64, 256].map((connections) =>
  closedLoop({
    name: `call-${connections}`,
    description: `no-op call, ${connections} at a time`,
    connections,
    request: call('Bench/noop'),
  }),
);

const steps = [1, 5, 20].map((count) =>
  closedLoop({
    name: `steps-${count}`,
    description:
      count === 1 ? 'a handler with one journaled step' : `a handler with ${count} journaled steps`,
    connections: CONNECTIONS,
    request: call('Bench/steps', { body: json(count) }),
  }),
);

const bodies = [1, 100].map((kib) =>
  closedLoop({
    name: `body-${kib}k`,
    description: `${kib} KiB in and out again`,
    connections: CONNECTIONS,
    request: call('Bench/echo', { body: { kind: 'binary', bytes: kib * 1024 } }),
  }),
);

/** In the order they are run and reported in. */
export const scenarios: readonly Scenario[] = [
  ...calls,
  closedLoop({
    name: 'send-64',
    description: 'no-op send, 64 at a time, executed behind the answer',
    connections: CONNECTIONS,
    request: { path: '/restate/send/Bench/noop' },
    isSend: true,
  }),
  closedLoop({
    name: 'object-hot',
    description: 'all callers add to one object',
    connections: CONNECTIONS,
    request: call('BenchCounter/{key}/add', { keys: 1, body: json(1) }),
  }),
  closedLoop({
    name: 'object-many',
    description: `adding to ${OBJECTS.toLocaleString('en')} objects in turn`,
    connections: CONNECTIONS,
    request: call('BenchCounter/{key}/add', { keys: OBJECTS, body: json(1) }),
  }),
  ...steps,
  closedLoop({
    name: 'state-get',
    description: 'reading the state of an object in a shared handler',
    connections: CONNECTIONS,
    prepare: {
      request: call('BenchCounter/{key}/set', { keys: READ_OBJECTS, body: json(1) }),
      count: READ_OBJECTS,
    },
    request: call('BenchCounter/{key}/get', { keys: READ_OBJECTS }),
  }),
  closedLoop({
    name: 'state-set',
    description: 'writing the state of an object',
    connections: CONNECTIONS,
    request: call('BenchCounter/{key}/set', { keys: OBJECTS, body: json(1) }),
  }),
  closedLoop({
    name: 'relay',
    description: 'a handler that calls another service and waits for it',
    connections: CONNECTIONS,
    request: call('Bench/relay'),
  }),
  closedLoop({
    name: 'workflow',
    description: 'a workflow that waits for a promise, which another of its handlers resolves',
    connections: CONNECTIONS,
    request: call('BenchOrder/{key}/run', { keys: 'unique' }),
  }),
  ...bodies,
  delayedCalls,
  restingInvocations,
  startUp,
];
