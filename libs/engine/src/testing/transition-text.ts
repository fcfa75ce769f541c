import {
  parseIndexMember,
  type InvocationRow,
  type LimitLane,
  type LimitLaneName,
  type Listener,
  type NodeMessage,
  type PartitionCommand,
  type StateChange,
} from '@perdure/model';
import type { Effect } from '../effect.js';
import { outboxNumberText } from './outbox-text.js';
import type { RowChange, Transition } from '../transition.js';
import { awaitText } from './await-text.js';
import type { Names } from './names.js';
import { resultText, textOf } from './words.js';

/** A transition as lines: what is stored (of one invocation or lock only the last word), then what happens. */
export function transitionText({ changes, effects }: Transition, names: Names): string[] {
  const text = new TransitionText(names);
  const stored = changes.filter((change, index) => !isOverwritten(change, changes.slice(index + 1)));
  const lines = [
    ...stored.map((change) => text.change(change)),
    ...effects.map((effect) => text.effect(effect)),
  ];
  return lines.length === 0 ? ['nothing'] : lines;
}

function isOverwritten(change: RowChange, later: readonly RowChange[]): boolean {
  return (
    change.kind !== 'drop-group' &&
    later.some(
      (other) =>
        other.kind !== 'drop-group' &&
        other.table === change.table &&
        other.group === change.group &&
        other.member === change.member,
    )
  );
}

class TransitionText {
  constructor(private readonly names: Names) {}

  change(change: RowChange): string {
    const group = this.names.name(change.group);
    if (change.kind === 'drop-group') return `drop ${change.table} of ${group}`;
    const where = `${change.table} ${this.place(change.table, group, change.member)}`;
    return change.kind === 'delete' ? `delete ${where}` : `${where}: ${this.row(change)}`;
  }

  effect(effect: Effect): string {
    switch (effect.kind) {
      case 'start-attempt':
        return `-> start ${this.attempt(effect)}${effect.input === undefined ? '' : ' with its input'}`;
      case 'abort-attempt':
        return `-> abort ${this.attempt(effect)}`;
      case 'ask-to-suspend':
        return `-> ask ${this.attempt(effect)} to suspend`;
      case 'forward': {
        const index = effect.journalIndex === undefined ? '' : `[${String(effect.journalIndex)}] `;
        return `-> forward to ${this.attempt(effect)}: ${index}${textOf(effect.frame.payload)}`;
      }
      case 'admit-more':
        return `-> admit more to ${effect.counter}`;
      case 'arm-timer':
        return `-> arm the timer for ${String(effect.dueAtMs)}ms`;
      case 'send':
        return `-> send ${outboxNumberText(effect.outboxNumber)} to p${String(effect.partition)}: ${this.command(effect.command)}`;
      case 'notify-node':
        return `-> tell ${effect.nodeId}: ${this.message(effect.message)}`;
    }
  }

  private attempt({ invocationId, attempt }: { invocationId: string; attempt: number }): string {
    return `${this.names.name(invocationId)}#${String(attempt)}`;
  }

  private place(table: RowChange['table'], group: string, member: string): string {
    switch (table) {
      case 'journal':
      case 'inbox':
        return `${group}[${String(parseIndexMember(member))}]`;
      case 'timer': {
        const [due = '', id = '', kind, completion] = member.split('/');
        return `${String(parseIndexMember(due))}ms ${this.timer(kind, id, completion)}`;
      }
      case 'outbox':
        return outboxNumberText(parseIndexMember(member));
      case 'active':
        return this.names.name(member);
      case 'limit':
        return member;
      case 'waiting':
        return `${group}: ${this.names.name(member)}`;
      case 'counters':
      case 'invocation':
      case 'lock':
      case 'notification':
      case 'promise':
      case 'received':
      case 'state':
        return member === '' ? group : `${group} ${member}`.trim();
    }
  }

  private timer(kind: string | undefined, id: string, completion: string | undefined): string {
    return `${String(kind)} ${this.names.name(id)}${kind === 'sleep' ? ` c${String(completion)}` : ''}`;
  }

  private row(change: RowChange & { kind: 'put' }): string {
    switch (change.table) {
      case 'invocation':
        return this.invocation(change.row);
      case 'journal':
        return textOf(change.row.frame.payload);
      case 'notification':
        return `[${String(change.row.journalIndex)}]${change.row.isFailure ? ' failure' : ''}`;
      case 'state':
        return textOf(change.row);
      case 'lock':
        return `held by ${this.names.name(change.row.holder)}, inbox ${String(change.row.inboxHead)}..${String(change.row.inboxTail)}`;
      case 'inbox':
        return typeof change.row === 'string'
          ? this.names.name(change.row)
          : `change to ${stateText(change.row)}`;
      case 'promise': {
        const waiting = change.row.listeners.map(
          ({ invocationId, completionId }) => `${this.names.name(invocationId)}#c${String(completionId)}`,
        );
        return change.row.result === undefined
          ? `waited for by ${waiting.join(' ')}`
          : resultText(change.row.result);
      }
      case 'timer':
        return 'set';
      case 'outbox':
        return this.command(change.row.command);
      case 'received':
        return `up to #${String(change.row)}`;
      case 'active':
        return change.row;
      case 'counters':
        return `next outbox number ${outboxNumberText(change.row.nextOutboxNumber)}`;
      case 'limit': {
        const { slotsTaken, resuming, starting } = change.row;
        return `${String(slotsTaken)} taken${this.lane('resuming', resuming)}${this.lane('starting', starting)}`;
      }
      case 'waiting': {
        const { previous, next } = change.row;
        const links = [
          previous !== undefined && `after ${this.names.name(previous)}`,
          next !== undefined && `before ${this.names.name(next)}`,
        ];
        return links.filter((link) => link !== false).join(' ') || 'alone';
      }
    }
  }

  private lane(name: LimitLaneName, lane: LimitLane | undefined): string {
    if (lane === undefined) return '';
    const ends = `${this.names.name(lane.first)}..${this.names.name(lane.last)}`;
    return `, ${String(lane.length)} ${name} ${ends}`;
  }

  /** Only what is not as in every new invocation. */
  private invocation(row: InvocationRow): string {
    const facts = [
      row.status,
      row.attempt > 0 && `attempt ${String(row.attempt)} from ${String(row.attemptJournalLength)}`,
      `journal ${String(row.journalLength)}/${String(row.commandCount)}`,
      row.source.kind === 'restart' && `restarted from ${this.names.name(row.source.invocationId)}`,
      row.seededBy !== undefined && `seeded by ${this.names.name(row.seededBy)}`,
      row.trace !== undefined && `in trace ${row.trace.traceparent}`,
      row.pin !== undefined && `on ${row.pin.deploymentId}`,
      row.failedAttempts > 0 && `failed ${String(row.failedAttempts)}`,
      row.failedAttemptsSinceLastEntry > 0 &&
        `failed since last entry ${String(row.failedAttemptsSinceLastEntry)}`,
      row.lastFailure !== undefined &&
        row.status !== 'completed' &&
        `last failure ${String(row.lastFailure.code)} ${row.lastFailure.message}${
          row.lastFailure.relatedCommandIndex === undefined
            ? ''
            : ` at command ${String(row.lastFailure.relatedCommandIndex)}`
        }`,
      row.retryAtMs !== undefined && `retry at ${String(row.retryAtMs)}ms`,
      row.awaiting !== undefined && `awaits ${awaitText(row.awaiting)}`,
      row.inboxPosition !== undefined && `inbox position ${String(row.inboxPosition)}`,
      row.slots !== undefined && `counts for ${row.slots.join(' ')}`,
      row.waitingFor !== undefined &&
        `waits for ${row.waitingFor.level} by '${row.waitingFor.pattern}' up to ${String(row.waitingFor.concurrency)}`,
      row.isPauseRequested === true && 'pause requested',
      row.output !== undefined && `output ${resultText(row.output)}`,
      row.result !== undefined && `result ${resultText(row.result)}`,
      row.listeners.length > 0 &&
        `listeners ${row.listeners.map((listener) => this.listener(listener)).join(' ')}`,
    ];
    return facts.filter((fact) => fact !== false).join(', ');
  }

  private listener(listener: Listener): string {
    return listener.kind === 'node'
      ? listener.nodeId
      : `${this.names.name(listener.invocationId)}#c${String(listener.completionId)}`;
  }

  private wanted({ listener }: { readonly listener?: Listener }): string {
    return listener === undefined ? '' : ` for ${this.listener(listener)}`;
  }

  private command(command: PartitionCommand): string {
    if (command.kind === 'modify-state') return `modify-state ${command.instance}`;
    const name = this.names.name(command.invocationId);
    switch (command.kind) {
      case 'invoke':
        return `invoke ${name}${this.wanted(command)}${command.trace === undefined ? '' : ` in trace ${command.trace.traceparent}`}`;
      case 'attach':
        return `attach ${name}${this.wanted(command)}`;
      case 'notify': {
        const { notification } = command;
        const id = notification.kind === 'completion' ? ` c${String(notification.completionId)}` : '';
        return `notify ${name}:${id} ${resultText(notification.result)}`;
      }
      case 'cancel':
      case 'get-output':
      case 'kill':
      case 'pause':
      case 'purge':
      case 'purge-journal':
      case 'restart-as-new':
      case 'resume':
      case 'signal':
        return `${command.kind} ${name}`;
    }
  }

  private message(message: NodeMessage): string {
    if (message.kind === 'invocation-completed')
      return `${this.names.name(message.invocationId)} completed ${resultText(message.result)}`;
    const { reply } = message;
    const at = 'executeAtMs' in reply ? `, runs at ${String(reply.executeAtMs)}ms` : '';
    const result =
      reply.kind === 'completed'
        ? ` ${resultText(reply.result)}, kept until ${String(reply.expiresAtMs)}ms`
        : '';
    return `'${message.requestId}' ${reply.kind}${at}${result}`;
  }
}

function stateText({ newState, expectedVersion }: StateChange): string {
  const entries = newState.map(([name, value]) => `${name}:${textOf(value)}`).join(' ');
  return `{${entries}}${expectedVersion === undefined ? '' : ` if it is ${expectedVersion}`}`;
}
