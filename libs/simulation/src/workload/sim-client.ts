import {
  partitionOf,
  single,
  type InvocationId,
  type InvokeCommand,
  type NodeMessage,
  type PartitionCommand,
  type Result,
} from '@perdure/model';
import type { CommandLog, OutputNotifier } from '@perdure/ports';
import { decodeRow, encodeInputPayload } from '@perdure/protocol';
import type { Audit } from '../audit.js';
import type { Random } from '../kernel/random.js';
import type { SimProcess } from '../kernel/sim-process.js';
import type { SimStore } from '../ports/sim-store.js';
import { encodeText } from '../sdk/frames.js';
import type { Callee } from '../sdk/program.js';
import type { Services } from '../sdk/services.js';
import type { ProgramGenerator } from './generate-program.js';
import { invocationIdOf } from './invocation-id-of.js';

export interface ClientWorld {
  readonly random: Random;
  readonly programs: ProgramGenerator;
  readonly services: Services;
  readonly partitionCount: number;
  readonly log: CommandLog;
  readonly notifier: OutputNotifier;
  readonly store: SimStore;
  readonly audit: Audit;
  /** What any client asked for: another one may ask again. */
  readonly asked: Request[];
}

/** What a client asks of one invocation. */
type InvocationCommand = Extract<PartitionCommand, { readonly invocationId: InvocationId }>;

export interface Request {
  readonly id: InvocationId;
  readonly callee: Callee;
}

const requestsMax = 8;

/**
 * A caller together with the ingress it calls through: sends commands, waits for hints, looks in the store when none
 * comes, and asks again with its key until it is answered.
 */
export class SimClient {
  private nextRequest = 0;
  private readonly listeners = new Set<(message: NodeMessage) => void>();
  isDone = false;

  constructor(
    private readonly process: SimProcess,
    private readonly world: ClientWorld,
  ) {
    world.notifier.subscribe(process.name, (message) => {
      for (const listener of [...this.listeners]) listener(message);
    });
  }

  async run(): Promise<void> {
    const { random } = this.world;
    for (let remaining = random.between(1, requestsMax); remaining > 0; remaining--) {
      await this.pause(random.between(0, 2000));
      await this.act();
    }
    this.isDone = true;
  }

  private async act(): Promise<void> {
    const { random } = this.world;
    const roll = random.fraction();
    const earlier = random.pick(this.world.asked);
    if (earlier !== undefined && roll < 0.2) await this.call(earlier);
    else if (roll < 0.35) await this.send();
    else await this.call(this.newRequest(true));
  }

  private newRequest(isIdempotent: boolean): Request {
    const { programs, random } = this.world;
    const { idempotencyKey: _inner, ...callee } = programs.callee(0);
    const key =
      isIdempotent && callee.target.handlerKind !== 'workflow' ? programs.unique('request') : undefined;
    const request = {
      id: invocationIdOf(callee.target, key, random),
      callee: { ...callee, ...(key !== undefined && { idempotencyKey: key }) },
    };
    return request;
  }

  /** Without a key: once sent, a request whose fate is unknown is not repeated. */
  private async send(): Promise<void> {
    const { random, audit } = this.world;
    const request = this.newRequest(false);
    const executeAtMs = random.chance(0.5) ? this.process.clock.nowMs() + random.between(1, 5000) : undefined;
    try {
      await this.append({ ...this.invoke(request), ...(executeAtMs !== undefined && { executeAtMs }) });
      audit.accepted(request.id);
    } catch {
      // Maybe accepted, maybe not: nothing was promised.
    }
  }

  /** Asks until there is an answer. */
  private async call(request: Request): Promise<void> {
    const { id } = request;
    if (!this.world.asked.includes(request)) this.world.asked.push(request);
    const requestId = `${this.process.name}/${this.nextRequest++}`;
    const nodeId = this.process.name;
    const invoke: InvokeCommand = {
      ...this.invoke(request),
      listener: { kind: 'node', nodeId },
      replyTo: { nodeId, requestId },
    };
    for (let isInvoked = true; ;) {
      const hinted = this.nextResult(id, requestId);
      try {
        await this.append(
          isInvoked
            ? invoke
            : {
                kind: 'attach',
                invocationId: id,
                listener: { kind: 'node', nodeId },
                replyTo: { nodeId, requestId },
              },
        );
      } catch {
        // Refused or unknown: asked again below.
      }
      const hint = await hinted;
      const result = hint?.result ?? (await this.storedResult(id));
      if (result !== undefined) {
        this.world.audit.answered(id, result);
        return;
      }
      isInvoked = hint?.isWorkflowKnown !== true;
    }
  }

  private append(command: InvocationCommand): Promise<void> {
    const { log, partitionCount } = this.world;
    return log.append(partitionOf(command.invocationId, partitionCount), { command });
  }

  private invoke({ id, callee }: Request): InvokeCommand {
    const { target, program, idempotencyKey, limitKey } = callee;
    return {
      kind: 'invoke',
      invocationId: id,
      target,
      input: encodeInputPayload([], encodeText(JSON.stringify(program))),
      source: { kind: 'ingress' },
      retention: this.world.services.retentionOf(target, idempotencyKey !== undefined),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(limitKey !== undefined && { limitKey }),
    };
  }

  /** The next hint that answers the request; undefined when none comes in time. */
  private nextResult(
    id: InvocationId,
    requestId: string,
  ): Promise<{ readonly result?: Result; readonly isWorkflowKnown?: boolean } | undefined> {
    return new Promise((resolve) => {
      const finish = (hint?: { readonly result?: Result; readonly isWorkflowKnown?: boolean }): void => {
        this.listeners.delete(listener);
        cancelTimer();
        resolve(hint);
      };
      const listener = (message: NodeMessage): void => {
        if (message.kind === 'invocation-completed') {
          if (message.invocationId === id) finish({ result: message.result });
        } else if (message.requestId === requestId) {
          if (message.reply.kind === 'completed') finish({ result: message.reply.result });
          if (message.reply.kind === 'workflow-already-invoked') finish({ isWorkflowKnown: true });
        }
      };
      const cancelTimer = this.process.after(this.world.random.between(500_000, 5_000_000), () => finish());
      this.listeners.add(listener);
    });
  }

  private async storedResult(id: InvocationId): Promise<Result | undefined> {
    const { store, partitionCount } = this.world;
    const key = { table: 'invocation', group: id, member: single } as const;
    const bytes = await store.stored.get(partitionOf(id, partitionCount), key);
    return bytes === undefined ? undefined : decodeRow('invocation', bytes).result;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.process.after(ms * 1000, resolve));
  }
}
