import {
  completionMember,
  namedSignalMember,
  signalMember,
  type AwaitPoint,
  type InvocationId,
  type JournalCommand,
} from '@perdure/model';

import type { Awaited } from './invocation-shapes.js';
import { commandFacts, awakeableText } from './journal-json.js';

/** Signals with a number from here on are awakeables (service-protocol 4.4). */
const firstAwakeableIndex = 17;
const cancelIndex = 1;

/** A command whose result may be waited for. */
export interface AwaitedCommand {
  readonly index: number;
  /** `Sleep`, `Call` … */
  readonly type: string;
  readonly name: string;
  readonly command: JournalCommand;
  /** Of a call: who was called. */
  readonly calleeId?: string;
}

/** What an await point says, with what is known of the things it names. */
export class AwaitedThings {
  /**
   * @param commands by the completion that carries their result
   * @param arrived members of the notifications that are in the journal
   */
  constructor(
    private readonly id: InvocationId,
    private readonly commands: ReadonlyMap<number, AwaitedCommand>,
    private readonly arrived: ReadonlySet<string>,
  ) {}

  json(node: AwaitPoint): Awaited {
    const things = [
      ...node.completions.map((completionId) => this.completion(completionId)),
      ...node.signals.map((index) => this.signal(index)),
      ...node.namedSignals.map((name): Awaited => {
        return { kind: 'signal', name, has_arrived: this.arrived.has(namedSignalMember(name)) };
      }),
      ...node.nested.map((child) => this.json(child)),
    ];
    const [only] = things;
    if (things.length === 1 && only !== undefined) return only;
    return { kind: 'combination', combinator: node.combinator, of: things };
  }

  private completion(completionId: number): Awaited {
    const awaited = this.commands.get(completionId);
    const known: Awaited = {
      kind: 'completion',
      completion_id: completionId,
      has_arrived: this.arrived.has(completionMember(completionId)),
    };
    if (awaited === undefined) return known;
    const { invoked_id, invoked_target, promise, wake_up_at } = commandFacts(awaited.command);
    return {
      ...known,
      command_index: awaited.index,
      command: awaited.type,
      name: awaited.name || undefined,
      until: wake_up_at,
      invoked_id: awaited.calleeId ?? invoked_id,
      invoked_target,
      promise,
    };
  }

  private signal(index: number): Awaited {
    const hasArrived = { has_arrived: this.arrived.has(signalMember(index)) };
    if (index === cancelIndex) return { kind: 'cancellation', ...hasArrived };
    if (index < firstAwakeableIndex) return { kind: 'signal', signal_index: index, ...hasArrived };
    return { kind: 'awakeable', awakeable_id: awakeableText(this.id, index), ...hasArrived };
  }
}
