import type { Failure } from '@perdure/model';

/** What the handler ends with, retried by nobody. */
export class TerminalFailure extends Error {
  override readonly name = 'TerminalFailure';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The attempt fails, and another one may succeed. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
}

/** The handler does not do what its journal says it did. */
export class JournalMismatch extends Error {
  override readonly name = 'JournalMismatch';
}
