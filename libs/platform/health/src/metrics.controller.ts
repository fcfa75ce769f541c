import { Controller, Get, Inject, NotFoundException, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { type ExposedMetrics, nodePortOptions, type NodePortOptions } from './node-port-options.js';

/** What Prometheus scrapes. Writing it down takes milliseconds, so scrapes that overlap get one and the same text. */
@Controller('metrics')
export class MetricsController {
  private exposition: Promise<string> | undefined;

  constructor(@Inject(nodePortOptions) private readonly options: NodePortOptions) {}

  @Get()
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.options;
    if (metrics === undefined) throw new NotFoundException('Metrics are turned off: disable-prometheus');
    void reply.header('content-type', metrics.contentType);
    return (this.exposition ??= this.expose(metrics));
  }

  private async expose(metrics: ExposedMetrics): Promise<string> {
    try {
      return await metrics.expose();
    } finally {
      this.exposition = undefined;
    }
  }
}
