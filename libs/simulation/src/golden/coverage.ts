import type { AttemptEvent, PartitionInput } from '@perdure/engine';
import type { JournalCommandKind, PartitionCommandKind } from '@perdure/model';
import type { Recording } from './recording.js';

type Recordable =
  | PartitionCommandKind
  | `journal: ${Exclude<JournalCommandKind, 'input'>}`
  | `attempt: ${Exclude<AttemptEvent['kind'], 'command'>}`
  | `protocol ${5 | 6 | 7}`
  | 'in a scope'
  | `input: ${Exclude<PartitionInput['kind'], 'record' | 'attempt-event' | 'limits-added' | 'slots-freed'>}`;

/**
 * Everything that a recording must hold; what is new does not compile until it is here. Left out: what only follows from a
 * change of the limits.
 */
const everything: Readonly<Record<Recordable, true>> = {
  invoke: true,
  attach: true,
  'get-output': true,
  signal: true,
  notify: true,
  cancel: true,
  kill: true,
  purge: true,
  'purge-journal': true,
  pause: true,
  resume: true,
  'restart-as-new': true,
  'modify-state': true,
  'journal: output': true,
  'journal: get-lazy-state': true,
  'journal: get-lazy-state-keys': true,
  'journal: get-eager-state': true,
  'journal: get-eager-state-keys': true,
  'journal: set-state': true,
  'journal: clear-state': true,
  'journal: clear-all-state': true,
  'journal: get-promise': true,
  'journal: peek-promise': true,
  'journal: complete-promise': true,
  'journal: sleep': true,
  'journal: call': true,
  'journal: one-way-call': true,
  'journal: send-signal': true,
  'journal: run': true,
  'journal: attach-invocation': true,
  'journal: get-invocation-output': true,
  'journal: complete-awakeable': true,
  'protocol 5': true,
  'protocol 6': true,
  'protocol 7': true,
  'in a scope': true,
  'attempt: run-proposed': true,
  'attempt: suspended': true,
  'attempt: ended': true,
  'attempt: failed': true,
  'input: timer-due': true,
  'input: owner-changed': true,
  'input: outbox-delivered': true,
};

/** What no recording holds. */
export function missingFrom(recordings: readonly Recording[]): string[] {
  const found = new Set(recordings.flatMap(({ inputs }) => inputs.flatMap(({ input }) => kindsOf(input))));
  return Object.keys(everything).filter((kind) => !found.has(kind));
}

function kindsOf(input: PartitionInput): string[] {
  if (input.kind === 'record') {
    const { command } = input.record;
    const isScoped = command.kind === 'invoke' && command.target.scope !== undefined;
    return isScoped ? [command.kind, 'in a scope'] : [command.kind];
  }
  if (input.kind !== 'attempt-event') return [`input: ${input.kind}`];
  const { event } = input;
  if (event.kind !== 'command') return [`attempt: ${event.kind}`];
  return [`journal: ${event.command.kind}`, `protocol ${event.pin.protocolVersion}`];
}
