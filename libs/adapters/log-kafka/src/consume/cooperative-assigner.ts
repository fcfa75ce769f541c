import kafkajs, { type Cluster, type GroupMember, type PartitionAssigner } from 'kafkajs';
import { balance } from './balance.js';

/** Of this way to assign and of what members tell of themselves: all members of a group must have it in common. */
const protocolName = 'perdure-cooperative-1';
const version = 1;

/**
 * Lets the group's leader assign partitions by {@link balance}.
 *
 * @param held the partitions this member works on, or has not finished to let go of
 */
export function cooperativeAssigner(held: () => readonly number[]): PartitionAssigner {
  const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
  return ({ cluster }) => ({
    name: protocolName,
    version,

    protocol: ({ topics }) => ({
      name: protocolName,
      metadata: MemberMetadata.encode({ version, topics, userData: encodeHeld(held()) }),
    }),

    async assign({ members, topics }) {
      const [topic = ''] = topics;
      const assignment = balance(partitionsOf(cluster, topic), members.map(readMember));
      return [...assignment].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version,
          assignment: { [topic]: partitions },
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function readMember({ memberId, memberMetadata }: GroupMember): { id: string; held: readonly number[] } {
  const metadata = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata);
  return { id: memberId, held: decodeHeld(metadata?.userData ?? Buffer.alloc(0)) };
}

function partitionsOf(cluster: Cluster, topic: string): number[] {
  return cluster
    .findTopicPartitionMetadata(topic)
    .map(({ partitionId }) => partitionId)
    .sort((left, right) => left - right);
}

/** Each partition as 32 bits, most significant byte first. */
function encodeHeld(partitions: readonly number[]): Buffer {
  const bytes = Buffer.alloc(partitions.length * 4);
  for (const [index, partition] of partitions.entries()) bytes.writeUInt32BE(partition, index * 4);
  return bytes;
}

function decodeHeld(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32BE(index * 4));
}
