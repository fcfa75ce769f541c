import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  type HealthCheckResult,
  HealthIndicatorService,
} from '@nestjs/terminus';

import { nodePortOptions, type NodePortOptions, type ReadinessCheck } from './node-port-options.js';

/** A part that has not answered by then is not ready. Shorter than the timeout of any usual probe. */
export const checkTimeoutMs = 800;

/** Who this node is. */
export interface NodeIdentity {
  readonly status: 'Alive';
  readonly node_name: string;
  readonly cluster_name: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly uptime_seconds: number;
}

/**
 * What orchestrators and operators ask. Live answers as long as the event loop turns: a process that is not live
 * should be killed. Ready says whether work should be sent here: all checks pass and no shutdown is under way.
 */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(nodePortOptions) private readonly options: NodePortOptions,
  ) {}

  @Get()
  identity(): NodeIdentity {
    const { nodeName, clusterName, roles, version } = this.options;
    return {
      status: 'Alive',
      node_name: nodeName,
      cluster_name: clusterName,
      roles,
      version,
      uptime_seconds: Math.floor(process.uptime()),
    };
  }

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200, or 503 whose `error` names the parts that are not ready and why. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.health.check(
      Object.entries(this.options.checks).map(
        ([name, check]) =>
          () =>
            this.attempt(name, check),
      ),
    );
  }

  private async attempt(name: string, check: ReadinessCheck) {
    return this.indicators.check(name).attempt(check).withTimeout(checkTimeoutMs);
  }
}
