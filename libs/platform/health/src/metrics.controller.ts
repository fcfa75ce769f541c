import { Controller, Get, Inject, NotFoundException, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { nodePortOptions, type NodePortOptions } from './node-port-options.js';

/** What Prometheus scrapes. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(nodePortOptions) private readonly options: NodePortOptions) {}

  @Get()
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.options;
    if (metrics === undefined) throw new NotFoundException('Metrics are turned off: disable-prometheus');
    void reply.header('content-type', metrics.contentType);
    return metrics.expose();
  }
}
