import { afterAll, beforeAll, jest } from '@jest/globals';

import { Admin } from './admin.js';
import { Ingress } from './ingress.js';
import { ownsServer, type Server, type ServerOptions, startServer } from './server.js';
import { type ServiceList, type ServiceProtocol, type Services, startServices } from './services.js';

const TEST_MS_MAX = 30_000;

export interface WorldOptions extends ServerOptions {
  readonly services: ServiceList;
  readonly protocol?: ServiceProtocol;
}

/** A server and the services registered with it. Only valid inside tests and hooks. */
export interface World {
  readonly server: Server;
  readonly services: Services;
  readonly ingress: Ingress;
  readonly admin: Admin;
  readonly deploymentId: string;
}

/** One world for all tests of the surrounding `describe`, started before the first and stopped after the last. */
export function useWorld(options: WorldOptions): World {
  jest.setTimeout(TEST_MS_MAX);
  const parts: { -readonly [Part in keyof World]?: World[Part] } = {};

  beforeAll(async () => {
    const server = (parts.server = await startServer(options));
    const services = (parts.services = await startServices(options.services, options));
    parts.ingress = new Ingress(server.ingressUrls);
    parts.admin = new Admin(server.adminUrl);
    parts.deploymentId = await parts.admin.register(services.uri, {
      use_http_11: services.protocol === 'request-response',
    });
  });

  afterAll(async () => {
    // A server that goes on must not keep services that are gone; ours ends here anyway.
    if (!ownsServer && parts.deploymentId !== undefined)
      await parts.admin?.removeDeployment(parts.deploymentId);
    await Promise.all([parts.server?.stop(), parts.services?.stop()]);
  });

  return new Proxy(parts, {
    get(target, name: keyof World) {
      return target[name] ?? fail(name);
    },
  }) as World;
}

function fail(part: string): never {
  throw new Error(`There is no ${part} yet: the world exists inside tests and hooks.`);
}
