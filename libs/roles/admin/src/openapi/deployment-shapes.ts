import { z } from 'zod';

import { named } from './api-shapes.js';
import { textMap } from './common-shapes.js';
import { serviceShape } from './service-shapes.js';

/** What the API says about deployments (admin-api 3.2). */

const protocolFields = {
  min_protocol_version: z.int(),
  max_protocol_version: z.int(),
  sdk_version: z.string().optional(),
};

const deploymentFields = {
  id: z.string(),
  uri: z.string().optional().meta({ description: 'Of an HTTP endpoint.' }),
  protocol_type: z.enum(['BidiStream', 'RequestResponse']).optional(),
  http_version: z.enum(['HTTP/1.1', 'HTTP/2.0']).optional(),
  arn: z.string().optional().meta({ description: 'Of a function on AWS Lambda.' }),
  assume_role_arn: z.string().optional(),
  compression: z.string().optional(),
  additional_headers: textMap.optional(),
  metadata: textMap.optional(),
  created_at: z.string().meta({ format: 'date-time' }),
  ...protocolFields,
};

const revision = z.object({ name: z.string(), revision: z.int() });

export const deploymentShape = named(
  'Deployment',
  z.object({ ...deploymentFields, services: z.array(revision) }),
);

export const detailedDeploymentShape = named(
  'DetailedDeployment',
  z.object({ ...deploymentFields, services: z.array(serviceShape) }),
);

export const deploymentListShape = named(
  'DeploymentList',
  z.object({ deployments: z.array(deploymentShape) }),
);

export const registeredShape = named(
  'RegisteredDeployment',
  z.object({ id: z.string(), services: z.array(serviceShape), ...protocolFields }),
);
