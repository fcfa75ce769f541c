/**
 * What an error of the client library says. The library wraps: the broker's answer is the innermost one that has a
 * `type`. Its classes are not compared, only their names, which its declarations promise.
 */
export function answerOf(error: unknown): string | undefined {
  return chainOf(error).find(({ type }) => type !== undefined)?.type;
}

/** The brokers do not take the user, password or certificate. */
export function isAuthenticationFailure(error: unknown): boolean {
  return chainOf(error).some(
    ({ name, type, code }) =>
      name === 'KafkaJSSASLAuthenticationError' ||
      type === 'SASL_AUTHENTICATION_FAILED' ||
      type === 'UNSUPPORTED_SASL_MECHANISM' ||
      (typeof code === 'string' && certificateProblems.test(code)),
  );
}

/** What to show to people. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const certificateProblems = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_SSL_)/;

interface ClientError {
  readonly name?: string;
  readonly type?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

function chainOf(error: unknown): ClientError[] {
  const chain: ClientError[] = [];
  for (let next = error; isObject(next) && !chain.includes(next); next = next.cause) chain.push(next);
  return chain;
}

function isObject(value: unknown): value is ClientError {
  return typeof value === 'object' && value !== null;
}
