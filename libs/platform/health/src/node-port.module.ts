import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { nodePortOptions, type NodePortOptions } from './node-port-options.js';

/** Health and metrics of a node. Not for the public: the node port stays inside the cluster. */
@Module({})
export class NodePortModule {
  static register(options: NodePortOptions): DynamicModule {
    return {
      module: NodePortModule,
      // A part that is not ready is asked about every few seconds; whoever asks hears why, the log need not repeat it.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [{ provide: nodePortOptions, useValue: options }],
    };
  }
}
