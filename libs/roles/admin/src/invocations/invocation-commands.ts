import { Inject, Injectable } from '@nestjs/common';
import { partitionOf, type InvocationId, type PartitionCommand, type Reply } from '@perdure/model';
import type { CommandLog } from '@perdure/ports';
import type { ReplyWaiter } from '@perdure/replies';

import { adminTokens } from '../admin-deps.js';

/** A command about an existing invocation, without where its reply goes. */
export type InvocationCommand = Extract<
  PartitionCommand,
  { readonly kind: 'cancel' | 'kill' | 'purge' | 'purge-journal' | 'pause' | 'resume' }
>;

/** Puts commands on the log of the partition that owns the invocation. */
@Injectable()
export class InvocationCommands {
  constructor(
    @Inject(adminTokens.commandLog) private readonly log: CommandLog,
    @Inject(adminTokens.replies) private readonly replies: ReplyWaiter,
    @Inject(adminTokens.partitionCount) private readonly partitionCount: number,
  ) {}

  /** Resolves with what became of it. Rejects, retryable, when the partition cannot be reached or does not answer. */
  request(command: InvocationCommand): Promise<Reply> {
    return this.replies.request((replyTo) => this.append({ ...command, replyTo }));
  }

  /** Resolves once the command is accepted, whatever becomes of it. */
  append(command: InvocationCommand): Promise<void> {
    return this.log.append(this.partitionOf(command.invocationId), { command });
  }

  partitionOf(id: InvocationId): ReturnType<typeof partitionOf> {
    return partitionOf(id, this.partitionCount);
  }
}
