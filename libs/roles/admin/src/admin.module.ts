import { Module, type DynamicModule } from '@nestjs/common';

import { adminTokens, type AdminDeps } from './admin-deps.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { BatchController } from './invocations/batch.controller.js';
import { ChosenDeployments } from './invocations/deployment-choice.js';
import { InvocationActions } from './invocations/invocation-actions.js';
import { InvocationCommands } from './invocations/invocation-commands.js';
import { InvocationsController } from './invocations/invocations.controller.js';
import { InvocationCandidates } from './invocations/reading/invocation-candidates.js';
import { InvocationList } from './invocations/reading/invocation-list.js';
import { InvocationReader } from './invocations/reading/invocation-reader.js';
import { JournalReader } from './invocations/reading/journal-reader.js';
import { ReadingController } from './invocations/reading/reading.controller.js';
import { RestartAsNew } from './invocations/restart-as-new.js';
import { LimitsController } from './limits/limits.controller.js';
import { ServerController } from './server/server.controller.js';
import { ServiceState } from './services/service-state.js';
import { ServicesController } from './services/services.controller.js';

/** The admin API (admin-api 1 to 5 and 7) over ports that the app provides. */
@Module({})
export class AdminModule {
  static register(deps: AdminDeps): DynamicModule {
    const names = Object.keys(adminTokens) as Array<keyof typeof adminTokens>;
    return {
      module: AdminModule,
      controllers: [
        ServerController,
        DeploymentsController,
        ServicesController,
        InvocationsController,
        ReadingController,
        BatchController,
        LimitsController,
      ],
      providers: [
        ...names.map((name) => ({ provide: adminTokens[name], useValue: deps[name] })),
        InvocationCommands,
        ChosenDeployments,
        InvocationActions,
        RestartAsNew,
        InvocationCandidates,
        InvocationList,
        JournalReader,
        InvocationReader,
        ServiceState,
      ],
    };
  }
}
