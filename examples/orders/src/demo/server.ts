import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Child } from './child.js';
import { findFreePort, waitUntil } from './wait.js';

const script = fileURLToPath(new URL('../../../../apps/standalone/dist/main.js', import.meta.url));

/** The server of the demo: on free ports, with its data in the given folder. */
export class DemoServer {
  private child: Child | undefined;

  private constructor(
    readonly ingressUrl: string,
    readonly adminUrl: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async create(folder: string): Promise<DemoServer> {
    const [ingress, admin, node] = [await findFreePort(), await findFreePort(), await findFreePort()];
    return new DemoServer(`http://127.0.0.1:${ingress}`, `http://127.0.0.1:${admin}`, {
      PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      PERDURE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      PERDURE_BIND_ADDRESS: `127.0.0.1:${node}`,
      PERDURE_BASE_DIR: join(folder, 'data'),
    });
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** What it logged since its last start. */
  get log(): readonly string[] {
    return this.child?.lines ?? [];
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const child = new Child(script, { ...process.env, ...this.env });
    this.child = child;
    await waitUntil('the server should answer', async () => {
      if (!child.isRunning) return false;
      const answers = [fetch(`${this.adminUrl}/health`), fetch(`${this.ingressUrl}/restate/health`)];
      return (await Promise.all(answers)).every(({ ok }) => ok);
    });
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.child?.kill(signal);
  }
}
