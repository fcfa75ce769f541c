import type { DeploymentId, DeploymentPin } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { completed, type Draft } from './draft.js';

/**
 * Written as a message of its own when there is one.
 *
 *     1 deploymentId     string
 *     2 protocolVersion  uint
 */
export function writePin(writer: ProtoWriter, field: number, pin: DeploymentPin | undefined): void {
  if (pin !== undefined)
    writer.message(field, (nested) => nested.string(1, pin.deploymentId).uint(2, pin.protocolVersion));
}

export function readPin(reader: ProtoReader): DeploymentPin {
  const pin: Draft<DeploymentPin, 'deploymentId'> = { protocolVersion: 0 };
  while (reader.next())
    if (reader.field === 1) pin.deploymentId = reader.string() as DeploymentId;
    else if (reader.field === 2) pin.protocolVersion = reader.uint();
    else reader.skip();
  return completed('deployment pin', pin, 'deploymentId');
}
