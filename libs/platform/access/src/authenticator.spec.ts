import { createHash } from 'node:crypto';

import { type ApiKey, parseApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import { Authenticator } from './authenticator.js';
import { credentialIn } from './credential.js';
import { Principal } from './principal.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const key = (name: string, secret: string): ApiKey => parseApiKey(`${name}:read:${sha256(secret)}`)!;

describe('an API key', () => {
  it('is written as name, grants and the digest of the key', () => {
    expect(parseApiKey(`ci:read  invoke:Orders.v2:${sha256('k').toUpperCase()}`)).toEqual({
      name: 'ci',
      grants: ['read', 'invoke:Orders.v2'],
      sha256: sha256('k'),
    });
  });

  it.each([
    ['the key itself', 'ci:read:k-0123456789'],
    ['no grants', `ci::${sha256('k')}`],
    ['a grant that is none', `ci:read write:${sha256('k')}`],
    ['no name', `:read:${sha256('k')}`],
    ['a digest that is too short', `ci:read:${sha256('k').slice(1)}`],
  ])('is not %s', (_what, text) => expect(parseApiKey(text)).toBeUndefined());

  it('belongs to one name', () => {
    expect(() => new ApiKeys([key('a', 'same'), key('b', 'same')])).toThrow(/same: a and b/);
  });
});

describe('the credential of a request', () => {
  const of = (headers: Record<string, string>) => credentialIn((name) => headers[name]);

  it.each([
    ['an API key', { 'x-api-key': 'k' }, { header: 'x-api-key', text: 'k' }],
    ['a bearer token', { authorization: 'bearer  a.b-_.c=' }, { header: 'authorization', text: 'a.b-_.c=' }],
    [
      'the API key when there are both',
      { 'x-api-key': 'k', authorization: 'Bearer t' },
      { header: 'x-api-key', text: 'k' },
    ],
    ['not another scheme', { authorization: 'Basic dTpw' }, undefined],
    ['not two tokens', { authorization: 'Bearer a b' }, undefined],
    ['not endless', { authorization: `Bearer ${'a'.repeat(20_000)}` }, undefined],
    ['nothing', {}, undefined],
  ])('is %s', (_what, headers, credential) =>
    expect(of(headers as Record<string, string>)).toEqual(credential),
  );
});

describe('the authenticator', () => {
  const bob = new Principal('bob', ['invoke']);
  const authenticator = new Authenticator(new ApiKeys([key('ann', 'ann-key'), key('cid', 'cid-key')]), {
    principalOf: (token) => (token === 'bob-token' ? bob : undefined),
  });
  const nameOf = async (header: 'x-api-key' | 'authorization', text: string) =>
    (await authenticator.principalOf({ header, text }))?.name;

  it('knows keys by either header, and tokens by one', async () => {
    expect(await nameOf('x-api-key', 'ann-key')).toBe('ann');
    expect(await nameOf('authorization', 'cid-key')).toBe('cid');
    expect(await nameOf('authorization', 'bob-token')).toBe('bob');
    expect(await nameOf('x-api-key', 'bob-token')).toBeUndefined();
    expect(await nameOf('authorization', 'ann-key ')).toBeUndefined();
    expect(await nameOf('x-api-key', sha256('ann-key'))).toBeUndefined();
  });
});
