import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JwtVerifier } from './jwt-verifier.js';

/** Signs with Node alone, so that the library that verifies does not judge itself. */
class Issuer {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(readonly kid: string) {}

  get jwk(): object {
    return { ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid, alg: 'ES256', use: 'sig' };
  }

  token(claims: object, header: object = { alg: 'ES256' }): string {
    const signed = [{ kid: this.kid, ...header }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}

const startMs = Date.parse('2026-11-24T12:00:00Z');
const seconds = startMs / 1000;
const good = {
  iss: 'https://id',
  aud: 'perdure',
  sub: 'ann',
  exp: seconds + 600,
  scope: 'openid read invoke:A',
};

let nowMs = startMs;
const refused: string[] = [];
const unavailable: unknown[] = [];
const deps = {
  nowMs: () => nowMs,
  onRefused: (reason: string) => refused.push(reason),
  onKeysUnavailable: (error: unknown) => unavailable.push(error),
};
const settings = {
  issuer: 'https://id',
  audience: 'perdure',
  grantsClaim: 'scope',
  algorithms: ['ES256', 'RS256'],
  clockToleranceMs: 30_000,
} as const;

beforeEach(() => {
  nowMs = startMs;
  refused.length = 0;
  unavailable.length = 0;
});

describe('JWTs of an issuer whose keys are in a file', () => {
  const issuer = new Issuer('k1');
  const folder = mkdtempSync(join(tmpdir(), 'perdure-jwks-'));
  const file = join(folder, 'jwks.json');
  beforeAll(() => writeFileSync(file, JSON.stringify({ keys: [issuer.jwk] })));
  afterAll(() => rmSync(folder, { recursive: true }));

  const open = (changes: object = {}) =>
    JwtVerifier.open({ ...settings, keys: { kind: 'file', file }, ...changes }, deps);

  it('say who sends them, and what they may do', async () => {
    const verifier = await open();
    const principal = await verifier.principalOf(issuer.token(good));

    expect(principal).toMatchObject({ name: 'ann' });
    expect([principal?.may('read'), principal?.may('operate')]).toEqual([true, false]);
    expect([principal?.mayInvoke('A'), principal?.mayInvoke('B')]).toEqual([true, false]);
  });

  it.each([
    ['of another issuer', { iss: 'https://other' }],
    ['for another audience', { aud: ['other'] }],
    ['that expired', { exp: seconds - 31 }],
    ['that never expire', { exp: undefined }],
    ['that are not valid yet', { nbf: seconds + 31 }],
  ])('are refused: those %s', async (_which, changes) => {
    expect(await (await open()).principalOf(issuer.token({ ...good, ...changes }))).toBeUndefined();
    expect(refused).toHaveLength(1);
  });

  it('are refused when they are not signed, or not by the issuer, or by a key that is no secret', async () => {
    const verifier = await open();
    const [head, body, signature] = issuer.token(good).split('.') as [string, string, string];
    const admin = Buffer.from(JSON.stringify({ ...good, scope: 'admin' })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');

    expect(await verifier.principalOf(`${head}.${admin}.${signature}`)).toBeUndefined();
    expect(await verifier.principalOf(`${unsigned}.${body}.`)).toBeUndefined();
    expect(await verifier.principalOf(`${unsigned}.${body}.${signature}`)).toBeUndefined();
    expect(await verifier.principalOf(new Issuer('k1').token(good))).toBeUndefined();
    expect(await verifier.principalOf(issuer.token(good, { alg: 'HS256' }))).toBeUndefined();
    const onlyRsa = await open({ algorithms: ['RS256'] });
    expect(await onlyRsa.principalOf(issuer.token(good))).toBeUndefined();
  });

  it('are not remembered after they expired', async () => {
    const verifier = await open();
    const token = issuer.token(good);
    expect(await verifier.principalOf(token)).toBeDefined();
    expect(verifier.principalOf(token)).not.toBeInstanceOf(Promise);

    nowMs += 301_000;
    expect(verifier.principalOf(token)).toBeInstanceOf(Promise);
    nowMs = startMs + 631_000;
    expect(await verifier.principalOf(token)).toBeUndefined();
  });

  it.each([
    ['roles', { roles: ['operate', 7, 'other'] }],
    ['realm_access.roles', { realm_access: { roles: ['operate'] } }],
    ['https://perdure.dev/grants', { 'https://perdure.dev/grants': 'operate' }],
  ])('have their grants in the claim %s', async (grantsClaim, claims) => {
    const verifier = await open({ grantsClaim });

    expect((await verifier.principalOf(issuer.token({ ...good, ...claims })))?.may('operate')).toBe(true);
    expect((await verifier.principalOf(issuer.token(good)))?.may('read')).toBe(false);
  });

  it('need a file of keys', async () => {
    writeFileSync(join(folder, 'wrong.json'), '{"keys":1}');
    const keys = { kind: 'file', file: join(folder, 'wrong.json') };

    await expect(open({ keys })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('JWTs of an issuer that publishes its keys', () => {
  let published: object[] = [];
  let fetches = 0;
  let server: Server;
  beforeEach(async () => {
    fetches = 0;
    server = createServer((_request, response) => {
      fetches++;
      response.writeHead(published.length === 0 ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  const open = (cooldownMs: number) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    return JwtVerifier.open({ ...settings, keys: { kind: 'url', url, cooldownMs } }, deps);
  };

  it('are trusted when it changes its key, and those of the old one no longer', async () => {
    const [before, after] = [new Issuer('old'), new Issuer('new')];
    published = [before.jwk];
    const verifier = await open(0);
    expect(await verifier.principalOf(before.token(good))).toBeDefined();

    published = [after.jwk];
    expect(await verifier.principalOf(after.token(good))).toBeDefined();
    expect(await verifier.principalOf(before.token({ ...good, sub: 'bob' }))).toBeUndefined();
  });

  it('with unknown keys do not make the server ask again and again', async () => {
    const issuer = new Issuer('known');
    published = [issuer.jwk];
    const verifier = await open(60_000);
    expect(await verifier.principalOf(issuer.token(good))).toBeDefined();

    for (const kid of ['a', 'b', 'c'])
      expect(await verifier.principalOf(new Issuer(kid).token(good))).toBeUndefined();
    expect(fetches).toBe(1);
  });

  it('cannot be told from others while the keys cannot be fetched', async () => {
    published = [];
    const verifier = await open(0);

    await expect(verifier.principalOf(new Issuer('k').token(good))).rejects.toMatchObject({
      code: 'IDENTITY_PROVIDER_UNAVAILABLE',
      retryable: true,
    });
    expect(refused).toEqual([]);
    expect(unavailable).toHaveLength(1);
  });
});
