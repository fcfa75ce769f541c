import { randomUUID } from 'node:crypto';
import { describeCommandLog, describeWithKafka, kafkaVersions } from '@perdure/testkit';
import { KafkaCommandLog } from './kafka-command-log.js';

for (const version of kafkaVersions) {
  await describeWithKafka(`on Kafka ${version}`, { version }, ({ brokers }) => {
    describeCommandLog('KafkaCommandLog', async () => {
      const name = `commands-${randomUUID()}`;
      let log: KafkaCommandLog | undefined;
      return {
        open: async () =>
          (log = await KafkaCommandLog.open({
            connection: { brokers },
            topic: { name, partitionCount: 2 },
            consume: { groupId: name },
          })),
        close: async () => log?.close(),
        destroy: async () => undefined,
      };
    });
  });
}
