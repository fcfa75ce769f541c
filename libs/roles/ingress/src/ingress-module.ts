import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Module,
} from '@nestjs/common';
import type { OnePortServer } from '@perdure/one-port';

import type { DataPlane } from './data-plane.js';

export const dataPlaneToken = Symbol('DataPlane');
export const serverToken = Symbol('OnePortServer');

/** How long requests in progress may take to finish when the ingress stops (ingress-api 2). */
const shutdownGraceMs = 5_000;

@Injectable()
class IngressShutdown implements BeforeApplicationShutdown {
  constructor(
    @Inject(dataPlaneToken) private readonly dataPlane: DataPlane,
    @Inject(serverToken) private readonly server: OnePortServer,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.server.close(shutdownGraceMs);
    this.dataPlane.close();
  }
}

/** Gives the ingress its place in the life of a Nest application. Requests do not pass through here. */
@Module({})
export class IngressModule {
  static of(dataPlane: DataPlane, server: OnePortServer): DynamicModule {
    return {
      module: IngressModule,
      providers: [
        { provide: dataPlaneToken, useValue: dataPlane },
        { provide: serverToken, useValue: server },
        IngressShutdown,
      ],
    };
  }
}
