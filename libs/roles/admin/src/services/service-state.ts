import { Inject, Injectable } from '@nestjs/common';
import { instanceId, partitionOfKey, scopeProblem } from '@perdure/model';
import type { CommandLog, RegistryReader } from '@perdure/ports';
import { partitionKeyOfText } from '@perdure/protocol';
import type { z } from 'zod';

import { adminTokens } from '../admin-deps.js';
import { AnswerError } from '../http/answer.js';
import { serviceNotFound } from './service-not-found.js';
import type { stateBody } from './state-body.js';

/** Changes of the state of objects and workflows from outside of their handlers (admin-api 4.4). */
@Injectable()
export class ServiceState {
  constructor(
    @Inject(adminTokens.registry) private readonly registry: RegistryReader,
    @Inject(adminTokens.commandLog) private readonly log: CommandLog,
    @Inject(adminTokens.partitionCount) private readonly partitionCount: number,
  ) {}

  /** Resolves once the change is accepted; it is applied when its turn comes. */
  async modify(service: string, body: z.infer<typeof stateBody>): Promise<void> {
    const { object_key: key, new_state: newState, version } = body;
    const scope = body.scope ?? undefined;
    this.refuseStateless(service, Object.keys(newState).length === 0);
    refuseBadScope(scope);
    await this.log.append(partitionOfKey(partitionKeyOfText(scope ?? key), this.partitionCount), {
      command: {
        kind: 'modify-state',
        instance: instanceId(scope, service, key),
        change: {
          newState: Object.entries(newState),
          ...(typeof version === 'string' && { expectedVersion: version }),
        },
      },
    });
  }

  /** What is left of a service that is gone can be cleared. */
  private refuseStateless(name: string, isClearing: boolean): void {
    const service = this.registry.service(name);
    if (service === undefined && !isClearing) throw serviceNotFound(name);
    if (service?.type === 'service')
      throw AnswerError.json(400, 'Cannot modify state for service type Service');
  }
}

/** 500, as the reference answers. */
function refuseBadScope(scope: string | undefined): void {
  const problem = scope === undefined ? undefined : scopeProblem(scope);
  if (problem !== undefined) throw AnswerError.json(500, `bad scope: ${problem}`);
}
