import type { Principal } from '@perdure/access';
import { type AttachTarget, type InvocationId, isPerdureError, parseInvocationId } from '@perdure/model';
import { idempotentInvocationId, workflowInvocationId } from '@perdure/protocol';

import { checkMayInvoke } from '../access/permissions.js';
import { ingressErrors } from '../errors.js';
import { checkScope } from '../request/scope.js';

/** Which endpoint a body was sent to; it is named in what is wrong with the body. */
type BodyKind = 'request' | 'lookup';

/**
 * Reads the JSON body of attach, output and lookup: which invocation is meant (ingress-api 6.3). Throws a 403 when it is
 * one of a service that the caller may not invoke.
 */
export function readTarget(body: Uint8Array, kind: BodyKind, caller: Principal): AttachTarget {
  const target = parseTarget(body, kind);
  checkMayInvoke(caller, target);
  return target;
}

function parseTarget(body: Uint8Array, kind: BodyKind): AttachTarget {
  const fields = new Fields(parseJson(body, kind), kind);
  const tag = fields.text('target');
  switch (tag) {
    case 'workflow': {
      const workflow = fields.text('workflowName');
      return { kind: 'workflow', workflow, key: fields.text('workflowKey'), ...scopeOf(fields) };
    }
    case 'idempotentInvocation': {
      const service = fields.text('service');
      const serviceKey = fields.optionalText('key');
      return {
        kind: 'idempotent-request',
        service,
        ...(serviceKey === undefined ? undefined : { serviceKey }),
        handler: fields.text('handler'),
        idempotencyKey: fields.text('idempotencyKey'),
        ...scopeOf(fields),
      };
    }
    case 'invocation':
      return { kind: 'invocation', invocationId: fields.text('invocationId') };
    default:
      throw ingressErrors.badTargetBody(
        kind,
        `unknown variant \`${tag}\`, expected one of \`workflow\`, \`idempotentInvocation\`, \`invocation\``,
      );
  }
}

/** The id of what is meant: parsed, or computed from the names that make it up. Nothing is looked up. */
export function invocationIdOf(target: AttachTarget): InvocationId {
  switch (target.kind) {
    case 'invocation':
      return checkedInvocationId(target.invocationId);
    case 'idempotent-request': {
      const { serviceKey, ...request } = target;
      return idempotentInvocationId(serviceKey === undefined ? request : { ...request, key: serviceKey });
    }
    case 'workflow':
      return workflowInvocationId(target);
  }
}

export function checkedInvocationId(text: string): InvocationId {
  try {
    return parseInvocationId(text);
  } catch (error) {
    if (isPerdureError(error, 'ID_MALFORMED')) throw ingressErrors.badInvocationId(text, error.message);
    throw error;
  }
}

function scopeOf(fields: Fields): { scope?: string } {
  const scope = fields.optionalText('scope');
  if (scope === undefined) return {};
  checkScope(scope);
  return { scope };
}

function parseJson(body: Uint8Array, kind: BodyKind): unknown {
  if (body.byteLength === 0) {
    throw ingressErrors.badTargetBody(kind, 'EOF while parsing a value at line 1 column 0');
  }
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw ingressErrors.badTargetBody(kind, error instanceof Error ? error.message : 'not JSON');
  }
}

/** The members of a JSON object, read as what they must be. */
class Fields {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly kind: BodyKind,
  ) {
    if (typeof value !== 'object' || value === null) {
      throw ingressErrors.badTargetBody(kind, `invalid type: ${describe(value)}, expected an object`);
    }
    this.members = value as Readonly<Record<string, unknown>>;
  }

  text(name: string): string {
    const value = Object.hasOwn(this.members, name) ? this.members[name] : undefined;
    if (value === undefined) throw ingressErrors.badTargetBody(this.kind, `missing field \`${name}\``);
    if (typeof value === 'string') return value;
    throw ingressErrors.badTargetBody(this.kind, `invalid type: ${describe(value)}, expected a string`);
  }

  /** Null stands for absent. */
  optionalText(name: string): string | undefined {
    const isAbsent = !Object.hasOwn(this.members, name) || this.members[name] === null;
    return isAbsent ? undefined : this.text(name);
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value !== 'number') return 'map';
  return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
}
