import { setTimeout as delay } from 'node:timers/promises';

import type { Surroundings } from '../conversations/conversation.js';
import type { Vocabulary } from '../conversations/conversations.js';
import { Documented } from '../judge/documented.js';
import { type AdminDocument, AdminRequests } from '../requests/admin-requests.js';
import { Names } from '../requests/names.js';
import { type Endpoint, serve } from './endpoint.js';
import { type Memory, MemoryProbe } from './memory-probe.js';
import { ServerProcess } from './server-process.js';
import { keptServices, sacrificedServices } from './services.js';

const CALL_MS_MAX = 20_000;
const QUIET_MS = 500;

/** A server with services, and what is needed to talk to it and to look into it. */
export class World {
  private constructor(
    readonly server: ServerProcess,
    private readonly endpoints: readonly Endpoint[],
    private readonly probe: MemoryProbe,
    readonly vocabulary: Vocabulary,
    readonly surroundings: Surroundings,
  ) {}

  static async start(): Promise<World> {
    const [server, kept, sacrificed] = await Promise.all([
      ServerProcess.start(),
      serve(keptServices),
      serve(sacrificedServices),
    ]);
    const keptId = await register(server, kept.uri);
    await register(server, sacrificed.uri);
    const document = (await (await fetch(server.url('admin', '/openapi'))).json()) as AdminDocument;
    const names = new Names(keptId, sacrificed.uri);
    const probe = await MemoryProbe.open(server.inspectorUrl);
    return new World(
      server,
      [kept, sacrificed],
      probe,
      { names, admin: new AdminRequests(document, names) },
      { ports: server.ports, documented: new Documented(document), names },
    );
  }

  /** What does not work that should; undefined: it all works. */
  async complaint(): Promise<string | undefined> {
    const ending = this.server.ending();
    if (ending !== undefined) return `the server ${ending}`;
    const checks = [
      { url: this.server.url('admin', '/health'), expected: '' },
      { url: this.server.url('node', '/health/live'), expected: '{"status":"ok"}' },
      { url: this.server.url('ingress', '/restate/call/FuzzService/echo'), expected: 'null' },
      { url: this.server.url('ingress', '/restate/call/FuzzWorkflow/canary/peek'), expected: 'null' },
    ];
    const complaints = await Promise.all(checks.map(complaintAbout));
    return complaints.find((complaint) => complaint !== undefined);
  }

  /** Memory that is still held when nobody is connected any more. */
  async measureMemory(): Promise<Memory> {
    await delay(QUIET_MS);
    return this.probe.measure();
  }

  /** Rejects when the server does not stop in good order. */
  async stop(): Promise<void> {
    this.probe.close();
    try {
      await this.server.stop();
    } finally {
      await Promise.all(this.endpoints.map((endpoint) => endpoint.stop()));
    }
  }
}

async function complaintAbout({
  url,
  expected,
}: {
  url: string;
  expected: string;
}): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(CALL_MS_MAX) });
    const text = await response.text();
    return response.ok && text === expected ? undefined : `${url} is answered ${response.status} ${text}`;
  } catch (error) {
    return `${url}: ${String(error)}`;
  }
}

async function register(server: ServerProcess, uri: string): Promise<string> {
  const response = await fetch(server.url('admin', '/deployments'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Registering ${uri} was answered with ${response.status}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}
