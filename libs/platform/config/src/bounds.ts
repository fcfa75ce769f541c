import { dayMs } from '@perdure/model';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Node's timers overflow after 24.8 days. */
export const timeoutMsMax = 24 * dayMs;
/** A century: longer is a mistake. */
export const retentionMsMax = 36_500 * dayMs;

export const messageBytesMin = kibibyte;
/** What one message may need in memory, several times over while it is on its way. */
export const messageBytesMax = 1024 * mebibyte;
