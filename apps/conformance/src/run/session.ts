import { randomBytes } from 'node:crypto';

import { corpus } from '../corpus/index.js';
import { ownHeaders } from '../corpus/differences.js';
import { type Endpoint, serve } from '../services/endpoint.js';
import { changingServices, reservedServices, retypedServices, services } from '../services/services.js';
import { runCorpus, type Target } from './run-corpus.js';
import type { Transcript } from './transcript.js';

export interface Addresses {
  readonly ingressUrl: string;
  readonly adminUrl: string;
}

/** The services of the corpus, served while servers are asked. All of them see the same keys. */
export class Session {
  private readonly run = `r${randomBytes(5).toString('hex')}`;

  private constructor(private readonly endpoints: Readonly<Record<string, Endpoint>>) {}

  static async start(): Promise<Session> {
    return new Session({
      services: await serve(services),
      changing: await serve(changingServices),
      retyped: await serve(retypedServices),
      reserved: await serve(reservedServices),
    });
  }

  /** Registers the services, sends the corpus, and takes them away again. */
  async ask(addresses: Addresses, isOurs: boolean): Promise<Transcript> {
    const places = Object.fromEntries(Object.entries(this.endpoints).map(([name, { uri }]) => [name, uri]));
    const target: Target = {
      ...addresses,
      places: { ...places, run: this.run },
      ownHeaders: new Set(isOurs ? ownHeaders.map(({ name }) => name) : []),
    };
    const deployment = await register(addresses.adminUrl, places['services'] ?? '');
    try {
      return await runCorpus(corpus, target);
    } finally {
      await fetch(`${addresses.adminUrl}/deployments/${deployment}?force=true`, { method: 'DELETE' });
    }
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.endpoints).map((endpoint) => endpoint.stop()));
  }
}

async function register(adminUrl: string, uri: string): Promise<string> {
  const response = await fetch(`${adminUrl}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Registering ${uri} was answered with ${response.status}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}
