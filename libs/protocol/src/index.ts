export { discoveryAcceptHeader } from './discovery/content-type.js';
export { parseManifest, type Manifest } from './discovery/manifest.js';
export type { ManifestService } from './discovery/service.js';
export {
  freshInvocationId,
  idempotentInvocationId,
  siblingInvocationId,
  workflowInvocationId,
} from './identity/invocation-id.js';
export { partitionKeyOfText } from './identity/partition-key.js';
export { stateVersion } from './identity/state-version.js';
export { decodeNodeMessage, encodeNodeMessage } from './partition-command/v1/node-message.js';
export { decodePartitionRecord, encodePartitionRecord } from './partition-command/v1/record.js';
export { decodeRow, encodeRow } from './row/v1/rows.js';
export type { ReportedError } from './service/error.js';
export { FrameDecoder, type FrameListener } from './service/frame-decoder.js';
export { encodeFrame, encodeFrames, frameHeaderBytes } from './service/frame.js';
export { decodeInputPayload, encodeInputPayload } from './service/input.js';
export { journalCodec } from './service/journal-codec.js';
export {
  describeMessageType,
  isCommandType,
  isCustomCommandType,
  isNotificationType,
  messageType,
} from './service/message-type.js';
export { entryNameOf } from './service/command/decode-command.js';
export { decodeSdkMessage, type SdkMessage } from './service/sdk-message.js';
export { encodeStart, randomSeedOf, type StartMessage } from './service/start.js';
export { awaitPointDepthMax } from './service/v7/future.js';
export {
  invocationContentType,
  negotiateProtocolVersion,
  serviceProtocolVersions,
} from './service/version.js';
