import { z } from 'zod';

import { named } from '../api-shapes.js';
import type { Operations } from '../operation.js';

export const versionShape = named(
  'VersionInformation',
  z.object({
    version: z.string(),
    min_admin_api_version: z.int(),
    max_admin_api_version: z.int(),
    ingress_endpoint: z.string().meta({ description: 'Where browsers and clients reach the ingress.' }),
    features: z.record(z.string(), z.boolean()),
  }),
);

export const clusterHealthShape = named(
  'ClusterHealth',
  z.object({
    cluster_name: z.string(),
    metadata_cluster_health: z.object({ members: z.array(z.int()) }),
  }),
);

export const serverOperations: Operations = {
  'GET /health': {
    id: 'health',
    tag: 'server',
    grant: 'none',
    summary: 'Whether the server answers',
    answers: { 200: { description: 'It does.' } },
  },
  'GET /version': {
    id: 'version',
    tag: 'server',
    grant: 'read',
    summary: 'Version of the server and of this API',
    answers: { 200: { description: 'The versions.', body: versionShape } },
  },
  'GET /cluster-health': {
    id: 'cluster_health',
    tag: 'server',
    grant: 'read',
    isDeprecated: true,
    summary: 'That the cluster is there',
    description: 'For tools that ask for it. How a node is, its node port says.',
    answers: { 200: { description: 'The name of the cluster.', body: clusterHealthShape } },
  },
};
