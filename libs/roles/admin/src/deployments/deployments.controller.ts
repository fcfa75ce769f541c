import { Controller, Delete, Get, Inject, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import type { Deployment } from '@perdure/model';
import type { DeploymentRegistrar, HandlingDefaults, ServiceRegistry } from '@perdure/registry';
import type { FastifyRequest } from 'fastify';

import { callerOf } from '../access/callers.js';
import { adminTokens } from '../admin-deps.js';
import { AnswerError, empty, json, type Answer } from '../http/answer.js';
import { apiVersionOf } from '../http/api-version.js';
import { decodeBody } from '../http/decode-body.js';
import { decodeDeploymentId, decodeFlag, type Query as QueryParameters } from '../http/decode-parameters.js';
import { deploymentJson, detailedDeploymentJson, registeredJson } from './deployment-json.js';
import { describeRegisterProblem, registerBody, registerRequestOf } from './register-body.js';
import { describeUpdateProblem, updateBody, updateRequestOf } from './update-body.js';

/** Deployments: register, look at, move, remove (admin-api 3). */
@Controller('deployments')
export class DeploymentsController {
  constructor(
    @Inject(adminTokens.registry) private readonly registry: ServiceRegistry,
    @Inject(adminTokens.registrar) private readonly registrar: DeploymentRegistrar,
    @Inject(adminTokens.handlingDefaults) private readonly defaults: HandlingDefaults,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest): Answer {
    const reader = callerOf(request);
    return json({ deployments: this.registry.deployments().map((each) => deploymentJson(each, reader)) });
  }

  @Post()
  async register(@Req() request: FastifyRequest): Promise<Answer> {
    const isVersion2 = apiVersionOf(request) === 2;
    const body = decodeBody(request, registerBody, describeRegisterProblem);
    const { kind, deployment } = await this.registrar.register(registerRequestOf(body, isVersion2));
    const isCreated = kind === 'created' || (kind === 'overwritten' && isVersion2);
    return json(registeredJson(deployment, this.defaults), isCreated ? 201 : 200, {
      location: `deployments/${deployment.id}`,
    });
  }

  @Get(':deployment')
  get(@Param('deployment') deployment: string, @Req() request: FastifyRequest): Answer {
    const id = decodeDeploymentId(deployment);
    return this.detailed(id, this.registry.deployment(id), request);
  }

  @Delete(':deployment')
  async remove(@Param('deployment') deployment: string, @Query() query: QueryParameters): Promise<Answer> {
    const id = decodeDeploymentId(deployment);
    // Removing only what nothing uses any more is not offered: the caller has to know.
    if (!decodeFlag(query, 'force')) return empty(501);
    if (await this.registrar.remove(id)) return empty(202);
    throw AnswerError.json(404, `not found in the schema registry: deployment with id '${id}'`);
  }

  @Patch(':deployment')
  async update(@Param('deployment') deployment: string, @Req() request: FastifyRequest): Promise<Answer> {
    const id = decodeDeploymentId(deployment);
    const body = decodeBody(request, updateBody, describeUpdateProblem);
    return this.detailed(id, await this.registrar.update(id, updateRequestOf(body)), request);
  }

  @Put(':deployment')
  async replace(@Param('deployment') deployment: string, @Req() request: FastifyRequest): Promise<Answer> {
    decodeDeploymentId(deployment);
    if (apiVersionOf(request) === 2) return this.update(deployment, request);
    throw AnswerError.json(405, 'PUT deployment is deprecated, use PATCH instead');
  }

  private detailed(id: string, deployment: Deployment | undefined, request: FastifyRequest): Answer {
    if (deployment !== undefined)
      return json(detailedDeploymentJson(deployment, this.defaults, callerOf(request)));
    throw AnswerError.json(404, `The requested deployment '${id}' does not exist`);
  }
}
