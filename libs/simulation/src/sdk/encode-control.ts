import type { AwaitPoint, Combinator, Frame, Result } from '@perdure/model';
import { messageType } from '@perdure/protocol';
import { WireWriter } from './wire.js';

/** How an attempt wants its failure to be handled (service-protocol 7.3). */
export interface AttemptError {
  readonly message: string;
  readonly retryDelayMs?: number;
  /** Since V7. */
  readonly behavior?: 'pause' | 'fail';
}

const combinators: readonly Combinator[] = [
  'unknown',
  'first-completed',
  'all-completed',
  'first-succeeded-or-all-failed',
  'all-succeeded-or-first-failed',
];
const behaviors = { pause: 1, fail: 2 } as const;

export const endFrame: Frame = { type: messageType.end, payload: new Uint8Array() };

/** V7 sends the tree, earlier versions a list of its leaves, any of which wakes the handler. */
export function encodeSuspension(version: number, point: AwaitPoint): Frame {
  const writer = new WireWriter();
  if (version >= 7) writer.message(4, (future) => writeFuture(future, point));
  else writeLeaves(writer, point);
  return { type: messageType.suspension, payload: writer.finish() };
}

/** What the handler is blocked on, as an advice (V7). */
export function encodeAwaitingOn(point: AwaitPoint): Frame {
  const writer = new WireWriter().message(1, (future) => writeFuture(future, point));
  return { type: messageType.awaitingOn, payload: writer.finish() };
}

export function encodeError({ message, retryDelayMs, behavior }: AttemptError): Frame {
  const writer = new WireWriter().uint(1, 500).text(2, message);
  if (retryDelayMs !== undefined) writer.uint(8, retryDelayMs);
  if (behavior !== undefined) writer.uint(9, behaviors[behavior]);
  return { type: messageType.error, payload: writer.finish() };
}

/** The value is bytes here, and no Value message as everywhere else. */
export function encodeRunProposal(completionId: number, result: Result): Frame {
  const writer = new WireWriter().uint(1, completionId);
  if (result.kind === 'value') writer.bytes(14, result.value);
  else writer.message(15, (failure) => failure.uint(1, result.failure.code).text(2, result.failure.message));
  return { type: messageType.proposeRunCompletion, payload: writer.finish() };
}

function writeFuture(writer: WireWriter, point: AwaitPoint): void {
  for (const id of point.completions) writer.uint(1, id);
  for (const index of point.signals) writer.uint(2, index);
  for (const name of point.namedSignals) writer.text(3, name);
  for (const nested of point.nested) writer.message(4, (future) => writeFuture(future, nested));
  writer.uint(5, combinators.indexOf(point.combinator));
}

function writeLeaves(writer: WireWriter, point: AwaitPoint): void {
  for (const id of point.completions) writer.uint(1, id);
  for (const index of point.signals) writer.uint(2, index);
  for (const name of point.namedSignals) writer.text(3, name);
  for (const nested of point.nested) writeLeaves(writer, nested);
}
