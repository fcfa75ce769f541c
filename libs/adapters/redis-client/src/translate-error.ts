import { isPerdureError, PerdureError } from '@perdure/model';

/** By the first word of an error reply: what an operator should do. All of them may pass, so all are retryable. */
const advice: Readonly<Record<string, string>> = {
  OOM: 'Redis has reached maxmemory. Raise it, or free memory; set maxmemory-policy to noeviction.',
  MISCONF: 'Redis cannot write to its disk. Free space, and look into its log.',
  READONLY: 'This Redis is a replica. Point the server at the master.',
  MASTERDOWN: 'This Redis is a replica that lost its master.',
  NOREPLICAS: 'Redis has fewer replicas in reach than min-replicas-to-write asks for.',
  LOADING: 'Redis is still loading its data.',
  CLUSTERDOWN: 'The Redis Cluster does not cover all slots. Bring its missing nodes back.',
  TRYAGAIN: 'The Redis Cluster is moving the slot.',
  BUSY: 'Redis is busy with a script that somebody runs.',
  NOSCRIPT: 'Redis keeps forgetting its scripts: somebody flushes them.',
  NOAUTH: 'Redis asks for a password. Set it.',
  WRONGPASS: 'Redis refuses the user name and password. Correct them.',
  NOPERM: 'The Redis user lacks a permission. It needs the commands and keys that the documentation names.',
};

/** What Redis or ioredis reported, in the words of the ports. The original stays as the cause. */
export function translateRedisError(error: unknown): PerdureError {
  if (isPerdureError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const isReply = error instanceof Error && error.name === 'ReplyError';
  const reply = isReply ? replyCode(message) : undefined;
  const hint = reply === undefined ? undefined : advice[reply];
  if (isReply && hint === undefined) {
    // A script failed, or a key holds what is not ours: repeating it will not help.
    return new PerdureError('STORE_UNAVAILABLE', `Redis refused a command: ${message}`, {
      cause: error,
      details: { reply },
    });
  }
  return new PerdureError(
    'STORE_UNAVAILABLE',
    hint ?? `Redis cannot be reached right now: ${message} Check that it runs, its address and the network.`,
    { cause: error, retryable: true, details: { reply } },
  );
}

export function closedError(): PerdureError {
  return new PerdureError('STORE_UNAVAILABLE', 'The connection to Redis has been closed by this process.', {
    retryable: true,
  });
}

/** Errors raised inside a script come with their code in front on 7.0 and newer, and behind some words before that. */
function replyCode(message: string): string | undefined {
  const first = /^-?([A-Z]+) /.exec(message)?.[1];
  if (first !== undefined && first !== 'ERR') return first;
  return (
    Object.keys(advice).find((code) => message.includes(`-${code} `) || message.includes(`: ${code} `)) ??
    first
  );
}
