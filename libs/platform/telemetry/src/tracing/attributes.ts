import { describeTarget, type InvocationId, type InvocationTarget } from '@perdure/model';

/**
 * Every attribute our spans have, besides those of the process that makes them. Names without `perdure.` are those of
 * the OpenTelemetry semantic conventions. Ids are welcome here, unlike in labels of metrics.
 */
export const attribute = {
  /** Always `restate`: the protocol that services speak. */
  system: 'rpc.system',
  service: 'rpc.service',
  handler: 'rpc.method',
  invocationId: 'perdure.invocation.id',
  /** With the key, unlike the names of spans. */
  target: 'perdure.invocation.target',
  /** `completed`, `invocation_error`, …, as in `perdure_ingress_requests_total`. */
  requestEnding: 'perdure.request.ending',
  method: 'http.request.method',
  status: 'http.response.status_code',
  /** 1 for the first attempt of an invocation. */
  attempt: 'perdure.attempt',
  /** `completed`, `suspended`, …, as in `perdure_invoker_attempts_ended_total`. */
  attemptOutcome: 'perdure.attempt.outcome',
  /** The code of a failed attempt, such as `RT0010`. */
  failureCode: 'perdure.attempt.failure_code',
  deploymentId: 'perdure.deployment.id',
  deploymentAddress: 'perdure.deployment.address',
  protocolVersion: 'perdure.deployment.service_protocol_version',
  /** What a handler calls a journal entry, for instance a step. */
  entryName: 'perdure.entry.name',
} as const;

export function attributesOf(id: InvocationId, target: InvocationTarget): Readonly<Record<string, string>> {
  return {
    [attribute.system]: 'restate',
    [attribute.service]: target.service,
    [attribute.handler]: target.handler,
    [attribute.invocationId]: id,
    [attribute.target]: describeTarget(target),
  };
}

/** For names of spans, of which there must not be one per key. */
export function handlerName({ service, handler }: InvocationTarget): string {
  return `${service}/${handler}`;
}
