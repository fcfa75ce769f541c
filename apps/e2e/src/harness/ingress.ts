import { type Answer, readAnswer } from './answer.js';
import { eventually } from './eventually.js';

export interface InvokeOptions {
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Raw bytes instead of a JSON input, with the content type of the given headers. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

export interface SendOptions extends InvokeOptions {
  /** As in the query parameter: `500ms`, `PT1H`. */
  readonly delay?: string;
}

/** How attach, output and lookup name an invocation without its id (ingress-api 6.3). */
export type TargetBody =
  | { readonly target: 'workflow'; readonly workflowName: string; readonly workflowKey: string }
  | {
      readonly target: 'idempotentInvocation';
      readonly service: string;
      readonly key?: string;
      readonly handler: string;
      readonly idempotencyKey: string;
    };

/**
 * The ingress API as an HTTP client sees it; targets are `Service/handler` or `Service/key/handler`. Where there are
 * several nodes, each request goes to the next one, as behind a load balancer.
 */
export class Ingress {
  private readonly urls: readonly string[];
  private requests = 0;

  constructor(urls: string | readonly string[]) {
    this.urls = [urls].flat();
  }

  /** Of the node whose turn it is. */
  get url(): string {
    return this.urls[this.requests++ % this.urls.length] ?? '';
  }

  call(target: string, input?: unknown, options: InvokeOptions = {}): Promise<Answer> {
    return this.invoke(`/restate/call/${target}`, input, options);
  }

  send(target: string, input?: unknown, { delay, ...options }: SendOptions = {}): Promise<Answer> {
    const query = delay === undefined ? '' : `?delay=${encodeURIComponent(delay)}`;
    return this.invoke(`/restate/send/${target}${query}`, input, options);
  }

  /** By id, or by what the invocation was asked with. Waits for its end. */
  attach(invocation: string | TargetBody): Promise<Answer> {
    return this.look('attach', invocation);
  }

  /**
   * Attaches to what a handler says that it sent. In a cluster that is on its way to another partition for a moment, and
   * unknown there until then.
   */
  attachToSent(id: string): Promise<Answer> {
    return eventually(
      async () => {
        const answer = await this.attach(id);
        return answer.status !== 404 && answer;
      },
      { what: `the arrival of ${id}` },
    );
  }

  output(invocation: string | TargetBody): Promise<Answer> {
    return this.look('output', invocation);
  }

  lookup(target: TargetBody): Promise<Answer> {
    return this.post('/restate/lookup', target);
  }

  resolveAwakeable(id: string, value: unknown): Promise<Answer> {
    return this.post(`/restate/awakeables/${id}/resolve`, value);
  }

  rejectAwakeable(id: string, reason: string): Promise<Answer> {
    return this.request(`/restate/awakeables/${id}/reject`, { method: 'POST', body: reason });
  }

  /** Any request, for instance on the unversioned paths. */
  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    return readAnswer(await fetch(`${this.url}${path}`, init));
  }

  private invoke(path: string, input: unknown, options: InvokeOptions): Promise<Answer> {
    const { idempotencyKey, headers = {}, body, signal = null } = options;
    return this.request(path, {
      method: 'POST',
      signal,
      body: body ?? (input === undefined ? null : JSON.stringify(input)),
      headers: {
        ...(body === undefined && input !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...headers,
      },
    });
  }

  private look(verb: 'attach' | 'output', invocation: string | TargetBody): Promise<Answer> {
    return typeof invocation === 'string'
      ? this.request(`/restate/${verb}/${invocation}`)
      : this.post(`/restate/${verb}`, invocation);
  }

  private post(path: string, body: unknown): Promise<Answer> {
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** The id in the answer to a send or lookup. */
export function invocationIdIn(answer: Answer): string {
  const { invocationId } = (answer.json ?? {}) as { invocationId?: unknown };
  if (typeof invocationId !== 'string') {
    throw new Error(`There is no invocation id in the answer ${answer.status}: ${answer.text}`);
  }
  return invocationId;
}
