import {
  assertNever,
  isPerdureError,
  parseAwakeableId,
  parseInvocationId,
  parseLimitKey,
  scopeProblem,
  type AttachTarget,
  type AttemptFailureCode,
  type InvocationId,
  type InvocationTarget,
  type JournalCommand,
} from '@perdure/model';
import type { Resolution } from '@perdure/engine';
import type { Clock, Ids, RegistryReader } from '@perdure/ports';
import {
  encodeInputPayload,
  freshInvocationId,
  idempotentInvocationId,
  workflowInvocationId,
} from '@perdure/protocol';
import { retentionOf } from '@perdure/registry';
import type { HandlingLookup } from './handling-lookup.js';

type CallCommand = Extract<JournalCommand, { kind: 'call' | 'one-way-call' }>;

/** Finds out who a command names: from the newest registered revisions, and by deriving ids (service-protocol 5, 6.3). */
export class CommandResolver {
  constructor(
    private readonly registry: RegistryReader,
    private readonly handlings: HandlingLookup,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly acceptsScopes: boolean,
  ) {}

  /** Undefined for commands that name nobody. */
  resolve(command: JournalCommand): Resolution | undefined {
    switch (command.kind) {
      case 'call':
      case 'one-way-call':
        return this.callee(command);
      case 'attach-invocation':
      case 'get-invocation-output':
        return this.attached(command.target);
      case 'send-signal':
        return named(() => ({ invocationId: parseInvocationId(command.targetInvocationId) }));
      case 'complete-awakeable':
        return named(() => parseAwakeableId(command.awakeableId));
      case 'input':
      case 'output':
      case 'get-lazy-state':
      case 'get-lazy-state-keys':
      case 'get-eager-state':
      case 'get-eager-state-keys':
      case 'set-state':
      case 'clear-state':
      case 'clear-all-state':
      case 'get-promise':
      case 'peek-promise':
      case 'complete-promise':
      case 'sleep':
      case 'run':
        return undefined;
      default:
        return assertNever(command);
    }
  }

  /** Private handlers may be called: privacy is about the ingress. */
  private callee(command: CallCommand): Resolution {
    const refusal = this.refusalOfScope(command.scope);
    if (refusal !== undefined) return refusal;
    const limit = parseLimitKey(command.limitKey ?? '');
    if (limit.problem !== undefined)
      return unresolvable(500, 'RT0024', `invalid limit key: ${limit.problem}`);
    if (limit.limitKey !== undefined && command.scope === undefined)
      return unresolvable(500, 'RT0024', 'a limit key requires a scope');
    const service = this.registry.service(command.service);
    if (service === undefined)
      return unresolvable(404, 'RT0018', `service '${command.service}' is called but not registered`);
    const handler = service.handlers.find((candidate) => candidate.name === command.handler);
    if (handler === undefined)
      return unresolvable(404, 'RT0018', `service '${command.service}' has no handler '${command.handler}'`);
    const isKeyed = service.type !== 'service';
    if (!isKeyed && command.key !== '')
      return unresolvable(
        500,
        'RT0018',
        `'${command.service}' is a plain service and is called without a key`,
      );
    if (command.idempotencyKey === '')
      return unresolvable(500, 'RT0018', `the idempotency key of the call to '${command.service}' is empty`);

    const target: InvocationTarget = {
      service: command.service,
      serviceType: service.type,
      handler: command.handler,
      handlerKind: handler.kind,
      ...(isKeyed && { key: command.key }),
      ...(command.scope !== undefined && { scope: command.scope }),
    };
    // A workflow runs once per key anyhow.
    const idempotencyKey = handler.kind === 'workflow' ? undefined : command.idempotencyKey;
    const handling = this.handlings.handling(service, handler);
    return {
      kind: 'callee',
      invocationId: this.calleeId(target, idempotencyKey),
      target,
      retention: retentionOf(handler.kind, idempotencyKey !== undefined, handling),
      input: encodeInputPayload(command.headers, command.parameter),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(limit.limitKey !== undefined && { limitKey: limit.limitKey }),
    };
  }

  private calleeId(
    { service, handler, handlerKind, key, scope }: InvocationTarget,
    idempotencyKey: string | undefined,
  ): InvocationId {
    const scoped = scope === undefined ? {} : { scope };
    if (handlerKind === 'workflow')
      return workflowInvocationId({ ...scoped, workflow: service, key: key ?? '' });
    const instance = { ...scoped, service, ...(key !== undefined && { key }) };
    if (idempotencyKey !== undefined) return idempotentInvocationId({ ...instance, handler, idempotencyKey });
    const ulid = this.ids.ulid(this.clock.nowMs());
    return freshInvocationId({ ...instance, ulid, fraction: this.ids.fraction() });
  }

  /** The service need not be registered any more: the ids follow from the names alone (5.11). */
  private attached(target: AttachTarget): Resolution {
    switch (target.kind) {
      case 'invocation':
        return named(() => ({ invocationId: parseInvocationId(target.invocationId) }));
      case 'idempotent-request': {
        const { serviceKey, ...request } = target;
        return (
          this.refusalOfScope(target.scope) ?? {
            kind: 'invocation',
            invocationId: idempotentInvocationId({
              ...request,
              ...(serviceKey !== undefined && { key: serviceKey }),
            }),
          }
        );
      }
      case 'workflow':
        return (
          this.refusalOfScope(target.scope) ?? {
            kind: 'invocation',
            invocationId: workflowInvocationId(target),
          }
        );
    }
  }

  /** A scope is part of identity, so one that cannot be had is refused rather than ignored (5.13). */
  private refusalOfScope(scope: string | undefined): Resolution | undefined {
    if (scope === undefined) return undefined;
    if (!this.acceptsScopes)
      return unresolvable(500, 'RT0024', 'scopes are switched off on this server (disable-scopes)');
    const problem = scopeProblem(scope);
    return problem === undefined ? undefined : unresolvable(500, 'RT0024', `invalid scope: ${problem}`);
  }
}

function named(parse: () => { invocationId: InvocationId; signalIndex?: number }): Resolution {
  try {
    return { kind: 'invocation', ...parse() };
  } catch (error) {
    if (!isPerdureError(error, 'ID_MALFORMED')) throw error;
    return unresolvable(500, 'RT0012', `the id of an invocation or awakeable is malformed: ${error.message}`);
  }
}

function unresolvable(code: number, restateCode: AttemptFailureCode, message: string): Resolution {
  return { kind: 'unresolvable', failure: { code, restateCode, message } };
}
