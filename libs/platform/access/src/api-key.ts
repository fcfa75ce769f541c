import { type Grant, isGrant } from './grant.js';

/** What the server knows of an API key: whom it belongs to, but not the key. */
export interface ApiKey {
  readonly name: string;
  readonly grants: readonly Grant[];
  /** SHA-256 of the key's UTF-8 bytes, in lower-case hex. */
  readonly sha256: string;
}

export const apiKeyForm = 'name:grants:sha256, such as ci:read invoke:Orders:6ca1…';

/** A grant may hold a colon, so the name ends at the first and the digest begins after the last. */
const form = /^(?<name>[\w.-]{1,255}):(?<grants>[^,]+):(?<sha256>[0-9a-f]{64})$/i;

/** Reads `name:grants:sha256`, the grants separated by blanks; undefined when it is none. */
export function parseApiKey(text: string): ApiKey | undefined {
  const groups = form.exec(text.trim())?.groups;
  const { name, grants: words, sha256 } = groups ?? {};
  if (name === undefined || words === undefined || sha256 === undefined) return undefined;
  const grants = words.trim().split(/\s+/);
  return grants.every(isGrant) ? { name, grants, sha256: sha256.toLowerCase() } : undefined;
}
