import { Module, type DynamicModule } from '@nestjs/common';

import { adminTokens, type AdminDeps } from './admin-deps.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { InvocationCommands } from './invocations/invocation-commands.js';
import { InvocationsController } from './invocations/invocations.controller.js';
import { ResumeDeployment } from './invocations/resume-deployment.js';
import { ServerController } from './server/server.controller.js';
import { ServicesController } from './services/services.controller.js';

/** The admin API (admin-api 1 to 5) over ports that the app provides. */
@Module({})
export class AdminModule {
  static register(deps: AdminDeps): DynamicModule {
    const names = Object.keys(adminTokens) as Array<keyof AdminDeps>;
    return {
      module: AdminModule,
      controllers: [ServerController, DeploymentsController, ServicesController, InvocationsController],
      providers: [
        ...names.map((name) => ({ provide: adminTokens[name], useValue: deps[name] })),
        InvocationCommands,
        ResumeDeployment,
      ],
    };
  }
}
