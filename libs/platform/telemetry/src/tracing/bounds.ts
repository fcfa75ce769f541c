/**
 * What a span may hold. Handlers choose names, keys and messages freely, and as many commands as they like; what waits to be
 * sent is bounded in spans, so a span must be, too.
 */
export const textLengthMax = 1024;
/** The first ones tell how it began; the SDK would keep the last, and warn each time. */
export const eventsMax = 128;
/** Of names of spans, which lists in collectors are made of. */
export const nameLengthMax = 128;
/** Steps of one attempt that run side by side with a span each. */
export const runsMax = 1024;
