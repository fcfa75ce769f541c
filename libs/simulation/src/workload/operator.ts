import { partitionOf, single, type InvocationId, type PartitionId } from '@perdure/model';
import type { CommandLog } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { Random } from '../kernel/random.js';
import type { SimStore } from '../ports/sim-store.js';

export interface OperatorWorld {
  readonly random: Random;
  readonly store: SimStore;
  readonly log: CommandLog;
  readonly partitions: readonly PartitionId[];
  /** What clients asked for; nobody waits for the rest, so that cancelling it could leave a handler waiting for ever. */
  readonly asked: () => ReadonlySet<InvocationId>;
}

const disturbances = ['cancel', 'kill', 'pause'] as const;

/** Somebody at the admin API, who interferes with what runs and sets going again what stands still. */
export class Operator {
  constructor(private readonly world: OperatorWorld) {}

  async disturb(): Promise<void> {
    const { random } = this.world;
    const asked = this.world.asked();
    const active = (await this.active()).filter(({ id }) => asked.has(id));
    const chosen = random.pick(active);
    if (chosen !== undefined) await this.append(random.pick(disturbances), chosen.id);
  }

  /** Also what a late pause stopped. */
  async resumePaused(): Promise<void> {
    for (const { id, status } of await this.active())
      if (status === 'paused') await this.append('resume', id);
  }

  private async active(): Promise<Array<{ readonly id: InvocationId; readonly status: string }>> {
    const { store, partitions } = this.world;
    const pages = await Promise.all(
      partitions.map((partition) => store.stored.scan(partition, 'active', single, { limit: 1000 })),
    );
    return pages
      .flat()
      .map(({ member, value }) => ({ id: member as InvocationId, status: decodeRow('active', value) }));
  }

  private async append(kind: 'resume' | (typeof disturbances)[number], id: InvocationId): Promise<void> {
    const { log, partitions } = this.world;
    try {
      await log.append(partitionOf(id, partitions.length), { command: { kind, invocationId: id } });
    } catch {
      // The next round is a second away.
    }
  }
}
