import { challenges } from '@perdure/access';
import { isPerdureError } from '@perdure/model';

/**
 * An answer of the ingress itself, as opposed to the outcome of an invocation: JSON with `source: "ingress"`
 * (ingress-api 1). Thrown where it is found out, mapped to HTTP in `answer.ts`.
 */
export class IngressError extends Error {
  override readonly name = 'IngressError';

  constructor(
    readonly status: number,
    message: string,
    /** Beyond those of every such answer. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const callPaths =
  '/:service/:handler for a service, or /:service/:key/:handler for a virtual object or workflow';

const retryLater = { 'retry-after': '1' };

/** Every error the ingress answers with (ingress-api 1.1). Clients decide by status and source, people by the text. */
export const ingressErrors = {
  // Paths and methods
  notFound: () => new IngressError(404, 'not found'),
  badPath: (path: string) =>
    new IngressError(400, `There is nothing at '${path}'. Call a handler at ${callPaths}.`),
  badCallPath: () => new IngressError(400, `The path does not name a handler. Expected ${callPaths}.`),
  badVersionedPath: () =>
    new IngressError(
      400,
      'The path is not one of /restate/call/…, /restate/send/… and /restate/scope/:scope/{call,send}/…, each followed ' +
        `by ${callPaths}; /restate/attach/:invocationId, /restate/output/:invocationId, or /restate/lookup.`,
    ),
  badAwakeablePath: () =>
    new IngressError(400, 'Expected /restate/awakeables/:id/resolve or /restate/awakeables/:id/reject.'),
  badInvocationPath: () =>
    new IngressError(
      400,
      'Expected /restate/invocation/:invocationId/{attach,output}, or ' +
        '/restate/invocation/:service/[:key/]:handler/:idempotencyKey/{attach,output}.',
    ),
  badWorkflowPath: () => new IngressError(400, 'Expected /restate/workflow/:workflow/:key/{attach,output}.'),
  undecodableSegment: (segment: string) =>
    new IngressError(
      400,
      `'${segment}' does not decode to UTF-8 text. Percent-encode the UTF-8 bytes of the key.`,
    ),
  methodNotAllowed: (method: string, allowed: string) =>
    new IngressError(405, `${method} is not possible here. Use ${allowed}.`),

  // Who calls (RFC 6750 3.1)
  unauthenticated: (hasCredential: boolean) =>
    new IngressError(
      401,
      hasCredential
        ? 'The credential is not valid here, or not any more.'
        : 'The ingress asks for a credential: send x-api-key, or authorization: Bearer, with an API key or a JWT.',
      { 'www-authenticate': hasCredential ? challenges.invalidCredential : challenges.unauthenticated },
    ),
  forbidden: (what: string) =>
    new IngressError(403, `The credential does not allow to invoke ${what}.`, {
      'www-authenticate': challenges.forbidden,
    }),

  // What is called
  serviceNotFound: (service: string) =>
    new IngressError(
      404,
      `Service '${service}' is not registered. Register its deployment before calling it.`,
    ),
  handlerNotFound: (service: string, handler: string) =>
    new IngressError(
      404,
      `Service '${service}' has no handler '${handler}' in its latest revision. Check the name, or register the ` +
        'deployment that has it.',
    ),
  notPublic: (service: string, handler: string) =>
    new IngressError(400, `'${service}/${handler}' is not public: only other handlers can call it.`),
  deprecatedDeployment: (service: string, deploymentId: string) =>
    new IngressError(
      400,
      `Service '${service}' is served by deployment ${deploymentId}, whose SDK speaks no protocol version this server ` +
        `still speaks. Upgrade the SDK of '${service}'.`,
    ),

  // How it is called
  idempotencyKeyOnWorkflow: () =>
    new IngressError(
      400,
      'A workflow runs once per workflow key, which makes it idempotent by itself: leave out the idempotency-key header.',
    ),
  badHeader: (name: string) =>
    new IngressError(400, `The value of header '${name}' may hold visible ASCII characters only.`),
  badScope: (problem: string) => new IngressError(400, `bad scope value: ${problem}`),
  /** In the words of the reference, which refuses scopes by default. */
  scopesOff: () => new IngressError(400, 'scoped invocations require vqueues to be enabled'),
  badLimitKey: (problem: string) => new IngressError(400, `invalid limit-key: ${problem}`),
  limitKeyWithoutScope: () => new IngressError(400, 'limit-key requires a scope to be set'),
  badDelay: (problem: string) =>
    new IngressError(400, `The delay is not a duration such as 10s, 1h30m or PT10S: ${problem}`),
  delayTooLong: () => new IngressError(400, 'The delay leads beyond the year 9999.'),
  delayOnCall: () =>
    new IngressError(
      400,
      'A call waits for its result and cannot be delayed. Use send to start something later.',
    ),
  missingContentType: (expected: string) =>
    new IngressError(400, `The request has no content-type; the handler expects '${expected}'.`),
  wrongContentType: (given: string, expected: string) =>
    new IngressError(400, `Content-type '${given}' does not match '${expected}', which the handler expects.`),
  missingBody: () => new IngressError(400, 'The request has no body; the handler expects one.'),
  unexpectedBody: () =>
    new IngressError(400, 'The handler takes no input: send neither a body nor a content-type.'),
  bodyTooLong: (bytesMax: number) =>
    new IngressError(413, `The body is longer than ${bytesMax} bytes, the most this server accepts.`),

  // Results
  badInvocationId: (id: string, problem: string) =>
    new IngressError(400, `'${id}' is no invocation id: ${problem}.`),
  badAwakeableId: (id: string, problem: string) =>
    new IngressError(400, `'${id}' is no awakeable id: ${problem}.`),
  notReady: () => new IngressError(470, 'not ready'),
  /** 500 because clients of the reference know it so (ingress-api 6.3). */
  badTargetBody: (kind: 'request' | 'lookup', problem: string) =>
    new IngressError(500, `cannot read body: invalid ${kind} body: ${problem}`),

  // The world
  overloaded: () => new IngressError(429, 'Too many requests are in progress. Retry later.', retryLater),
  internal: () =>
    new IngressError(
      500,
      'The ingress failed to handle the request. Its log says why; the request may have been accepted.',
    ),
} as const;

/** What repeating a request may do whose fate is unknown. */
export type RepeatRisk = 'none' | 'runs-twice-without-key' | 'takes-effect-twice';

const advice: Record<RepeatRisk, string> = {
  none: 'The request can be retried safely.',
  'runs-twice-without-key':
    'Retry safely if the request has an idempotency key or starts a workflow; otherwise a retry may run the handler twice.',
  'takes-effect-twice': 'A retry may take effect twice.',
};

/**
 * What a failed append, store read or missing reply means to the client: 503 for what may work later. Anything else
 * comes back as it is: it is ours to look at.
 */
export function unavailable(error: unknown, risk: RepeatRisk): unknown {
  if (!isPerdureError(error) || !error.retryable) return error;
  // By the contract of the command log these two, and only these, say that nothing was accepted.
  const isRefused = error.code === 'PARTITION_OVERLOADED' || error.code === 'LOG_UNAVAILABLE';
  const hint = advice[isRefused ? 'none' : risk];
  return new IngressError(503, `${error.message} ${hint}`, retryLater);
}
