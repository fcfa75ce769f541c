import { Inject, Injectable } from '@nestjs/common';
import {
  invocationKey,
  partitionOf,
  type InvocationId,
  type InvocationRow,
  type PartitionCommand,
  type PartitionId,
  type Reply,
} from '@perdure/model';
import type { CommandLog, StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { ReplyWaiter } from '@perdure/replies';

import { adminTokens } from '../admin-deps.js';

/** A command about an existing invocation, without where its reply goes. */
export type InvocationCommand = Extract<
  PartitionCommand,
  {
    readonly kind: 'cancel' | 'kill' | 'purge' | 'purge-journal' | 'pause' | 'resume' | 'restart-as-new';
  }
>;

/** Puts commands on the log of the partition that owns the invocation, and looks at what is stored there. */
@Injectable()
export class InvocationCommands {
  constructor(
    @Inject(adminTokens.commandLog) private readonly log: CommandLog,
    @Inject(adminTokens.stateReader) private readonly stateReader: StateReader,
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

  /** The invocation as it is stored now; a command that comes later may find it changed. */
  async load(id: InvocationId): Promise<InvocationRow | undefined> {
    const bytes = await this.stateReader.get(this.partitionOf(id), invocationKey(id));
    return bytes && decodeRow('invocation', bytes);
  }

  partitionOf(id: InvocationId): PartitionId {
    return partitionOf(id, this.partitionCount);
  }
}
