import { Controller, Get, Inject, Param, Patch, Post, Req } from '@nestjs/common';
import type { ServiceRevision } from '@perdure/model';
import { modifyService, type HandlingDefaults, type ServiceRegistry } from '@perdure/registry';
import type { FastifyRequest } from 'fastify';

import { adminTokens, type ServerInfo } from '../admin-deps.js';
import { AnswerError, empty, json, type Answer } from '../http/answer.js';
import { decodeBody, describeFirstIssue } from '../http/decode-body.js';
import { serviceOpenApi } from './openapi/service-openapi.js';
import { handlerJson, serviceJson } from './service-json.js';
import { serviceNotFound } from './service-not-found.js';
import { ServiceState } from './service-state.js';
import { serviceSettingsOf, settingsBody } from './settings-body.js';
import { stateBody } from './state-body.js';

/** Services in their latest revision: look at, change settings and state of (admin-api 4). */
@Controller('services')
export class ServicesController {
  constructor(
    @Inject(adminTokens.registry) private readonly registry: ServiceRegistry,
    @Inject(adminTokens.handlingDefaults) private readonly defaults: HandlingDefaults,
    @Inject(adminTokens.serverInfo) private readonly info: ServerInfo,
    @Inject(ServiceState) private readonly state: ServiceState,
  ) {}

  @Get()
  list(): Answer {
    return json({ services: this.registry.services().map((service) => serviceJson(service, this.defaults)) });
  }

  @Get(':service')
  get(@Param('service') name: string): Answer {
    return json(serviceJson(this.find(name), this.defaults));
  }

  @Patch(':service')
  async modify(@Param('service') name: string, @Req() request: FastifyRequest): Promise<Answer> {
    const settings = serviceSettingsOf(decodeBody(request, settingsBody, describeFirstIssue));
    if (Object.keys(settings).length === 0) return this.get(name);
    const change = await this.registry.update((snapshot) => modifyService(snapshot, name, settings));
    return json(serviceJson(change?.service ?? this.find(name), this.defaults));
  }

  @Get(':service/handlers')
  handlers(@Param('service') name: string): Answer {
    const service = this.find(name);
    return json({ handlers: service.handlers.map((handler) => handlerJson(service, handler)) });
  }

  @Get(':service/handlers/:handler')
  handler(@Param('service') name: string, @Param('handler') handlerName: string): Answer {
    const service = this.registry.service(name);
    const handler = service?.handlers.find((each) => each.name === handlerName);
    if (service !== undefined && handler !== undefined) return json(handlerJson(service, handler));
    throw AnswerError.json(404, `The requested handler '${handlerName}' on service '${name}' does not exist`);
  }

  @Get(':service/openapi')
  openApi(@Param('service') name: string): Answer {
    const { ingressEndpoint: url, isIngressProtected: isProtected } = this.info;
    return json(serviceOpenApi(this.find(name), { url, isProtected }));
  }

  @Post(':service/state')
  async modifyState(@Param('service') name: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.state.modify(name, decodeBody(request, stateBody, describeFirstIssue));
    return empty(202);
  }

  private find(name: string): ServiceRevision {
    const service = this.registry.service(name);
    if (service !== undefined) return service;
    throw serviceNotFound(name);
  }
}
