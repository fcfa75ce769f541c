import { type Answer, readAnswer } from './answer.js';

export interface RegisterOptions {
  readonly use_http_11?: boolean;
  readonly force?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The admin API as an HTTP client sees it. */
export class Admin {
  constructor(readonly url: string) {}

  /** Registers what must be registrable; who expects a refusal uses `tryRegister`. Resolves with the deployment's id. */
  async register(uri: string, options: RegisterOptions = {}): Promise<string> {
    const answer = await this.tryRegister(uri, options);
    if (answer.status !== 201 && answer.status !== 200) {
      throw new Error(`Registering ${uri} was answered with ${answer.status}: ${answer.text}`);
    }
    return (answer.json as { id: string }).id;
  }

  tryRegister(uri: string, options: RegisterOptions = {}): Promise<Answer> {
    return this.request('/deployments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri, ...options }),
    });
  }

  removeDeployment(id: string): Promise<Answer> {
    return this.request(`/deployments/${id}?force=true`, { method: 'DELETE' });
  }

  cancel(invocationId: string): Promise<Answer> {
    return this.request(`/invocations/${invocationId}/cancel`, { method: 'PATCH' });
  }

  kill(invocationId: string): Promise<Answer> {
    return this.request(`/invocations/${invocationId}/kill`, { method: 'PATCH' });
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    return readAnswer(await fetch(`${this.url}${path}`, init));
  }
}
