import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyIdOf } from './key-id.js';
import { loadRequestIdentity } from './load-request-identity.js';
import { RequestIdentity } from './request-identity.js';
import { tokenClaims, tokenHead } from './unsigned-token.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const identity = (expirationMs = 60_000): RequestIdentity =>
  new RequestIdentity(pem(privateKey), expirationMs);

function claimsOf(headers: Record<string, string>): unknown {
  const claims = headers['x-restate-jwt-v1']?.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

it('writes tokens byte for byte as the reference does (service-protocol 1.8)', () => {
  const observed =
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSIsImtpZCI6InB1YmxpY2tleXYxX0VXcTZ2c29yaHJKZTIyVDlFRmFBZUdaNkx3YXI4dzlwZWp0d2ExOVNIU0FjIn0' +
    '.eyJhdWQiOiIvaW52b2tlL0MvYWRkIiwiZXhwIjoxNzk1NTAyMTM3LCJpYXQiOjE3OTU1MDIwNzcsIm5iZiI6MTc5NTUwMjAxNywic3ViIjoibXkgayJ9';
  const signature = 'EbQo_dPwu-EwJcy7Rp--Z7_0B2fD-bx3ibpEpnJxi5Tsr2ssVFxRqn0P79RVG9yXH3paUTXvkobGNMiSX8TYAA';
  const key = createPublicKey({
    key: Buffer.from('MCowBQYDK2VwAyEAyMwpsVJsmbyxbGE+RSpOU6siX311VsymuAr0FbHkX0E=', 'base64'),
    type: 'spki',
    format: 'der',
  });
  const claims = { aud: '/invoke/C/add', exp: 1795502137, iat: 1795502077, nbf: 1795502017, sub: 'my k' };

  expect(keyIdOf(key)).toBe('publickeyv1_EWq6vsorhrJe22T9EFaAeGZ6Lwar8w9pejtwa19SHSAc');
  expect(tokenHead(keyIdOf(key)) + tokenClaims(claims)).toBe(observed);
  expect(verify(null, Buffer.from(observed), key, Buffer.from(signature, 'base64url'))).toBe(true);
});

it('signs what it says, with the raw key as subject', () => {
  const headers = identity().headersFor('/invoke/C/add', 'my k/ä', 1_795_502_077_999);
  const [head, claims, signature] = headers['x-restate-jwt-v1']!.split('.');

  expect(headers['x-restate-signature-scheme']).toBe('v1');
  expect(claimsOf(headers)).toEqual({
    aud: '/invoke/C/add',
    exp: 1795502137,
    iat: 1795502077,
    nbf: 1795502017,
    sub: 'my k/ä',
  });
  const signed = Buffer.from(`${head!}.${claims!}`);
  expect(verify(null, signed, publicKey, Buffer.from(signature!, 'base64url'))).toBe(true);
});

it('makes one token a second for a handler without keys, and none that is valid for less than 1 s', () => {
  const signer = identity(10);
  const first = signer.headersFor('/discover', undefined, 5000);

  expect(claimsOf(first)).toEqual({ aud: '/discover', exp: 6, iat: 5, nbf: 4 });
  expect(signer.headersFor('/discover', undefined, 5999)).toEqual(first);
  expect(claimsOf(signer.headersFor('/invoke/S/h', undefined, 5999))).toMatchObject({ aud: '/invoke/S/h' });
  expect(claimsOf(signer.headersFor('/discover', undefined, 6000))).toMatchObject({ iat: 6 });
});

it('says what is wrong with a key it cannot use', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const problem = (text: string): unknown => {
    try {
      return new RequestIdentity(text, 60_000);
    } catch (error) {
      return error;
    }
  };
  expect(problem('no key')).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('PEM'),
  });
  expect(problem(pem(rsa))).toMatchObject({ message: expect.stringContaining('rsa, not Ed25519') });
});

it('names the file that it cannot read', () => {
  const missing = join(tmpdir(), 'no-such-key.pem');
  expect(() => loadRequestIdentity(missing, 60_000)).toThrow(
    /^request-identity-private-key-pem-file = .*no-such-key\.pem: .*ENOENT/,
  );
});
