import { defaultInvokerSettings, Invoker, type AttemptStart } from '@perdure/invoker';
import type { Frame, InvocationId, InvocationRow, PartitionId } from '@perdure/model';
import type { AttemptRunner } from '@perdure/partition-processor';
import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryResponse,
  Ids,
  StateReader,
} from '@perdure/ports';
import { invocationContentType } from '@perdure/protocol';
import type { SimProcess } from '../kernel/sim-process.js';
import { SimExchange } from '../ports/sim-exchange.js';
import type { ServiceWorld } from './session.js';
import { handlingDefaults } from './services.js';
import { SimEndpoint } from './sim-endpoint.js';

const versions = [5, 6, 7] as const;

/**
 * The invoker of one node, speaking over simulated streams. It is the real one; what is added is what the world has to
 * know of an attempt: its token, which no message carries, and that its streams break when the process dies.
 */
export class SimAttempts implements AttemptRunner, DeploymentClient {
  private readonly invoker: Invoker;
  private readonly exchanges = new Set<SimExchange>();
  /** Newest attempt asked for: whoever opens a stream for the invocation is that one, for it has replaced the others. */
  private readonly newest = new Map<string, InvocationRow>();

  constructor(
    private readonly process: SimProcess,
    reader: StateReader,
    private readonly world: ServiceWorld,
  ) {
    const { random, services } = world;
    const ids: Ids = {
      ulid: () => Uint8Array.from({ length: 16 }, () => random.between(0, 255)),
      fraction: () => random.fraction(),
    };
    this.invoker = new Invoker(
      { client: this, registry: services, reader, clock: process.clock, ids },
      {
        ...defaultInvokerSettings,
        handlingDefaults,
        protocolVersionMax: 7,
        concurrentAttemptsMax: random.pick([3, 1000]),
        queuedAttemptsMax: random.pick([3, 1000]),
        eagerStateBytesMax: random.pick([50, 1_000_000]),
        unsettledEventsMax: random.pick([2, 1000]),
        unsettledBytesMax: random.pick([100, 1_000_000]),
        unsentBytesMax: random.pick([100, 1_000_000]),
      },
    );
  }

  start(request: AttemptStart): void {
    const { id, attempt } = request.row;
    if (attempt > (this.newest.get(id)?.attempt ?? 0)) this.newest.set(id, request.row);
    this.invoker.start(request);
  }

  forward(invocationId: InvocationId, attempt: number, frame: Frame, journalIndex?: number): void {
    this.invoker.forward(invocationId, attempt, frame, journalIndex);
  }

  abort(invocationId: InvocationId, attempt: number): void {
    this.invoker.abort(invocationId, attempt);
  }

  askToSuspend(invocationId: InvocationId, attempt: number): void {
    this.invoker.askToSuspend(invocationId, attempt);
  }

  releasePartition(partition: PartitionId): void {
    this.invoker.releasePartition(partition);
  }

  /** The process died: its streams break, which the services notice a little later. */
  breakStreams(): void {
    for (const exchange of [...this.exchanges]) exchange.loseService();
  }

  openAttempt({ headers }: AttemptRequest, listener: AttemptListener): AttemptStream {
    const { process, world } = this;
    const row = this.newest.get(headers['x-restate-invocation-id'] ?? '');
    const protocolVersion = versions.find(
      (version) => invocationContentType(version) === headers['content-type'],
    );
    if (row === undefined || protocolVersion === undefined)
      throw new Error(`nobody asked for an attempt with ${JSON.stringify(headers)}`);
    world.audit.attemptStarted(row, process.name);
    const exchange = new SimExchange(process, world, listener, () => this.exchanges.delete(exchange));
    this.exchanges.add(exchange);
    if (world.faults.happens('serviceIsAway')) exchange.break('connection refused');
    else if (world.faults.happens('serviceRefuses'))
      refuse(exchange, world.random.pick([429, 500, 502, 503, 504]));
    else exchange.connect((response) => new SimEndpoint(world, { row, protocolVersion }, response));
    return exchange.stream;
  }

  async discover(): Promise<DiscoveryResponse> {
    throw new Error('everything is registered from the beginning');
  }

  async close(): Promise<void> {
    this.breakStreams();
  }
}

function refuse(exchange: SimExchange, status: number): void {
  exchange.connect((response) => {
    response.head(status, { 'retry-after': '1' });
    response.end();
    return { onData: () => undefined, onRequestEnd: () => undefined, onBroken: () => undefined };
  });
}
