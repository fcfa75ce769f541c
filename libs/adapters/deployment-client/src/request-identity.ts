import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { PerdureError, secondMs } from '@perdure/model';
import { keyIdOf } from './key-id.js';
import { tokenClaims, tokenHead } from './unsigned-token.js';

/** Proves to deployments that a request comes from this cluster (service-protocol 1.8). */
export class RequestIdentity {
  /** What deployments have to be configured with to trust the requests: `publickeyv1_…`. */
  readonly keyId: string;
  private readonly privateKey: KeyObject;
  private readonly head: string;
  private readonly windowSeconds: number;
  /** Tokens of one second for targets without a key: all calls of a handler in that second share one. */
  private tokens = new Map<string, string>();
  private tokensOfSecond = 0;

  /**
   * Throws `CONFIG_INVALID` unless the text is an unencrypted Ed25519 private key in PEM.
   * @param expirationMs how long a token is valid, before and after it was made; at least 1 s
   */
  constructor(privateKeyPem: string, expirationMs: number) {
    this.privateKey = readPrivateKey(privateKeyPem);
    this.keyId = keyIdOf(createPublicKey(this.privateKey));
    this.head = tokenHead(this.keyId);
    this.windowSeconds = Math.max(1, Math.floor(expirationMs / secondMs));
  }

  /**
   * The headers that sign one request.
   * @param path below the deployment's URI
   * @param key of the target, raw
   */
  headersFor(path: string, key: string | undefined, nowMs: number): Record<string, string> {
    const second = Math.floor(nowMs / secondMs);
    const token = key === undefined ? this.sharedToken(path, second) : this.token(path, key, second);
    return { 'x-restate-signature-scheme': 'v1', 'x-restate-jwt-v1': token };
  }

  private sharedToken(path: string, second: number): string {
    if (second !== this.tokensOfSecond) {
      this.tokens = new Map();
      this.tokensOfSecond = second;
    }
    let token = this.tokens.get(path);
    if (token === undefined) {
      token = this.token(path, undefined, second);
      this.tokens.set(path, token);
    }
    return token;
  }

  private token(path: string, key: string | undefined, second: number): string {
    const claims = tokenClaims({
      aud: path,
      exp: second + this.windowSeconds,
      iat: second,
      nbf: second - this.windowSeconds,
      ...(key !== undefined && { sub: key }),
    });
    const signed = this.head + claims;
    return `${signed}.${sign(null, Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }
}

function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw notAKey('it is no private key in PEM', cause);
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw notAKey(`it is a key of type ${key.asymmetricKeyType ?? 'unknown'}, not Ed25519`);
  return key;
}

function notAKey(reason: string, cause?: unknown): PerdureError {
  return new PerdureError(
    'CONFIG_INVALID',
    `The request identity key cannot be used: ${reason}. Make one with: openssl genpkey -algorithm ed25519`,
    cause === undefined ? {} : { cause },
  );
}
