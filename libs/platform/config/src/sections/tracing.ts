import { count, factor } from '../fields/count.js';
import { headers } from '../fields/headers.js';
import { optionalUrl } from '../fields/address.js';

/** Named as the reference names them, beside each other and in no section. */
export const tracingSettings = {
  tracingEndpoint: optionalUrl({
    description:
      'Collector that traces are sent to, as OTLP over HTTP (usually port 4318); `/v1/traces` is added unless the path ends so. Unless it is given, traces of callers are only passed on.',
  }),
  tracingHeaders: headers({
    description: 'Sent to the collector with every export, for instance to authenticate.',
    defaultInWords: 'none',
  }),
  tracingSamplingRatio: factor({
    description:
      'Share of the traces begun here that are recorded. A caller that sends a trace has decided already.',
    default: 1,
    min: 0,
    max: 1,
  }),
  tracingQueueLimit: count({
    description: 'Spans that may wait to be sent, some 1 to 2 KiB each; more are dropped.',
    default: 8192,
    min: 1,
    max: 1_000_000,
  }),
};
