import { Controller, Get, Inject } from '@nestjs/common';

import { adminTokens, type ServerInfo } from '../admin-deps.js';
import { empty, json, type Answer } from '../http/answer.js';
import { apiVersions } from '../http/api-version.js';

/**
 * Switches of the reference server; what these stand for does not exist here (admin-api 2). Scopes do, but by `vqueues`
 * clients decide whether to ask SQL for queues, for which there are no tables.
 */
const absentFeatures = {
  vqueues: false,
  vqueues_migration_skip_completed: false,
  scoped_state_table_migration: false,
  vqueues_async_refill: false,
  vqueue_obsolete_cleanup: false,
  invoker_yield: false,
  scoped_virtual_objects: false,
  scoped_promise_table_migration: false,
  kafka_scope: false,
  preflight_invocation_termination_retention: false,
  unique_random_seeds: false,
} as const;

/** Metadata is one document that every node follows, so there is never more than one member to tell of. */
const metadataMembers = [1] as const;

@Controller()
export class ServerController {
  constructor(@Inject(adminTokens.serverInfo) private readonly info: ServerInfo) {}

  @Get('health')
  health(): Answer {
    return empty(200);
  }

  @Get('version')
  version(): Answer {
    return json({
      version: this.info.version,
      min_admin_api_version: apiVersions.min,
      max_admin_api_version: apiVersions.max,
      ingress_endpoint: this.info.ingressEndpoint,
      features: { ...absentFeatures, protocol_v7: this.info.isProtocolV7Enabled },
    });
  }

  @Get('cluster-health')
  clusterHealth(): Answer {
    return json({
      cluster_name: this.info.clusterName,
      metadata_cluster_health: { members: metadataMembers },
    });
  }
}
