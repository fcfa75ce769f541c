/** The query parameters the ingress knows; all others are the handler's (ingress-api 3.3, 7). */
export interface IngressQuery {
  readonly delay: string | undefined;
  readonly limitKey: string | undefined;
}

const nothing: IngressQuery = { delay: undefined, limitKey: undefined };

/** Names count in any case, the first of several wins, `+` is a blank. */
export function readQuery(target: string): IngressQuery {
  const queryAt = target.indexOf('?');
  if (queryAt < 0) return nothing;
  let delay: string | undefined;
  let limitKey: string | undefined;
  for (const [name, value] of new URLSearchParams(target.slice(queryAt + 1))) {
    const lowerName = name.toLowerCase();
    if (lowerName === 'delay') delay ??= value;
    else if (lowerName === 'limit-key') limitKey ??= value;
  }
  return { delay, limitKey };
}
