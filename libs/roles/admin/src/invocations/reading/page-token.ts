import { malformedQuery } from '../../http/decode-parameters.js';

/**
 * How far a listing has come: unfinished invocations first, by their id; then the finished ones, by the member of the
 * timer that will remove them, from the last. Without a member the stage begins.
 */
export interface PagePosition {
  readonly stage: 'unfinished' | 'finished';
  readonly member?: string;
}

const letters = { unfinished: 'u', finished: 'f' } as const;

/** Opaque to clients, good for ever: it names a place in an order that does not change. */
export function encodePageToken({ stage, member = '' }: PagePosition): string {
  return Buffer.from(letters[stage] + member).toString('base64url');
}

export function decodePageToken(token: string): PagePosition {
  const text = Buffer.from(token, 'base64url').toString();
  const [letter, member] = [text.slice(0, 1), text.slice(1)];
  if (letter !== letters.unfinished && letter !== letters.finished)
    throw malformedQuery('page_token: expected a token of an earlier page');
  const stage = letter === letters.unfinished ? 'unfinished' : 'finished';
  return member === '' ? { stage } : { stage, member };
}
