import { Inject, Injectable } from '@nestjs/common';
import {
  completionMember,
  indexMember,
  parseIndexMember,
  type InvocationRow,
  type JournalRow,
  type PartitionId,
  type RowKey,
} from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow, entryNameOf, journalCodec } from '@perdure/protocol';

import { adminTokens } from '../../admin-deps.js';
import type { JournalEntry } from './invocation-shapes.js';
import { entryJson, resultCompletionOf } from './journal-json.js';
import { messageName } from './message-name.js';
import { AwaitedThings, type AwaitedCommand } from './waiting-json.js';

const pageRows = 500;

/** Reads journals as they are stored now; a running invocation may be further already. */
@Injectable()
export class JournalReader {
  constructor(@Inject(adminTokens.stateReader) private readonly reader: StateReader) {}

  /** At most `limit` entries, from the one with the index `from` on. */
  async page(
    partition: PartitionId,
    { id }: InvocationRow,
    from: number,
    limit: number,
  ): Promise<JournalEntry[]> {
    const rows = await this.reader.scan(partition, 'journal', id, {
      ...(from > 0 && { after: indexMember(from - 1) }),
      limit,
    });
    const entries = rows.map(({ member, value }) => ({
      index: parseIndexMember(member),
      row: decodeRow('journal', value),
    }));
    const completions = entries.map(({ row }) => completionOf(row));
    const keys = completions
      .filter((completion) => completion !== undefined)
      .map((completion): RowKey => {
        return { table: 'notification', group: id, member: completionMember(completion) };
      });
    const found = await this.reader.getMany(partition, keys);
    const hasArrived = new Set(
      keys.filter((_key, at) => found[at] !== undefined).map(({ member }) => member),
    );
    return entries.map(({ index, row }, at) => {
      const completion = completions[at];
      return entryJson(
        index,
        row,
        completion === undefined ? undefined : hasArrived.has(completionMember(completion)),
      );
    });
  }

  /** What is known of the things a suspended invocation may wait for. */
  async awaitedThings(partition: PartitionId, { id }: InvocationRow): Promise<AwaitedThings> {
    const commands = new Map<number, AwaitedCommand>();
    const calls = new Map<number, number>();
    for await (const { member, value } of this.rows(partition, 'journal', id)) {
      const { frame } = decodeRow('journal', value);
      const command = journalCodec.decodeCommand(frame);
      if (command === undefined) {
        const callee = journalCodec.decodeCalleeId(frame);
        const call = callee && calls.get(callee.completionId);
        const awaited = call === undefined ? undefined : commands.get(call);
        if (call !== undefined && awaited !== undefined && callee !== undefined)
          commands.set(call, { ...awaited, calleeId: callee.invocationId });
        continue;
      }
      const completion = resultCompletionOf(command);
      if (completion === undefined) continue;
      const [index, type] = [parseIndexMember(member), messageName(frame.type)];
      commands.set(completion, { index, type, name: entryNameOf(frame.payload), command });
      if (command.kind === 'call') calls.set(command.invocationIdCompletionId, completion);
    }
    const arrived = new Set<string>();
    for await (const { member } of this.rows(partition, 'notification', id)) arrived.add(member);
    return new AwaitedThings(id, commands, arrived);
  }

  private async *rows(
    partition: PartitionId,
    table: 'journal' | 'notification',
    group: string,
  ): AsyncGenerator<{ readonly member: string; readonly value: Uint8Array }> {
    for (let after: string | undefined; ;) {
      const page = await this.reader.scan(partition, table, group, {
        ...(after !== undefined && { after }),
        limit: pageRows,
      });
      yield* page;
      if (page.length < pageRows) return;
      after = page.at(-1)?.member;
    }
  }
}

function completionOf({ frame }: JournalRow): number | undefined {
  const command = journalCodec.decodeCommand(frame);
  return command && resultCompletionOf(command);
}
