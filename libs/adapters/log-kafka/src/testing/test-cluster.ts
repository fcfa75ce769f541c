import { randomUUID } from 'node:crypto';
import type { InvocationId, PartitionId, PartitionRecord } from '@perdure/model';
import type { LogSubscriber } from '@perdure/ports';
import { KafkaCommandLog, type KafkaLogDeps } from '../kafka-command-log.js';
import type { KafkaLogSettings } from '../settings.js';

const invocationId = `inv_1${'0'.repeat(33)}` as InvocationId;

export const partition = (index: number): PartitionId => index as PartitionId;

/** A record that says its name. */
export function named(name: string): PartitionRecord {
  return { command: { kind: 'cancel', invocationId, replyTo: { nodeId: 'node', requestId: name } } };
}

export function nameOf({ command }: PartitionRecord): string {
  return 'replyTo' in command ? command.replyTo.requestId : '';
}

/** Nodes that share a topic of their own. */
export class TestCluster {
  readonly topic = `commands-${randomUUID()}`;
  private readonly logs: KafkaCommandLog[] = [];

  constructor(
    private readonly brokers: readonly string[],
    private readonly settings: Omit<KafkaLogSettings, 'connection'> = {},
  ) {}

  async node(
    deps: KafkaLogDeps = {},
    connection: Partial<KafkaLogSettings['connection']> = {},
  ): Promise<KafkaCommandLog> {
    const { topic, append, consume } = this.settings;
    const log = await KafkaCommandLog.open(
      {
        connection: { brokers: this.brokers, ...connection },
        topic: { name: this.topic, ...topic },
        append: { deliveryTimeoutMs: 20_000, ...append },
        consume: { groupId: this.topic, heartbeatIntervalMs: 100, retryMs: 200, ...consume },
      },
      deps,
    );
    this.logs.push(log);
    return log;
  }

  async worker(subscriber: LogSubscriber, deps: KafkaLogDeps = {}): Promise<KafkaCommandLog> {
    const log = await this.node(deps);
    await log.subscribe(subscriber);
    return log;
  }

  async close(): Promise<void> {
    await Promise.all(this.logs.map((log) => log.close()));
  }
}
