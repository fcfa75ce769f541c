import { Controller, Inject, Post, Put, Req } from '@nestjs/common';
import type { Clock } from '@perdure/ports';
import type { LimitRules } from '@perdure/registry';
import type { FastifyRequest } from 'fastify';

import { adminTokens } from '../admin-deps.js';
import { json, type Answer } from '../http/answer.js';
import { decodeBody } from '../http/decode-body.js';
import { describeRuleProblem, removalsOf, removeBody, upsertBody, upsertsOf } from './rule-body.js';
import { ruleJson } from './rule-json.js';

/** Rules of flow control: how much may run at once, per scope and limit key (admin-api 7). */
@Controller('limits')
export class LimitsController {
  constructor(
    @Inject(adminTokens.limitRules) private readonly rules: LimitRules,
    @Inject(adminTokens.clock) private readonly clock: Clock,
  ) {}

  @Put('rules')
  async upsert(@Req() request: FastifyRequest): Promise<Answer> {
    const upserts = upsertsOf(decodeBody(request, upsertBody, describeRuleProblem));
    const rules = await this.rules.upsert(upserts, this.clock.nowMs());
    return json(rules.map(ruleJson));
  }

  @Post('rules/bulk-delete')
  async remove(@Req() request: FastifyRequest): Promise<Answer> {
    const removals = removalsOf(decodeBody(request, removeBody, describeRuleProblem));
    return json(await this.rules.remove(removals));
  }
}
