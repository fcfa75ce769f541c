import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An identity provider reduced to what a server sees of it: a URL with its keys, and tokens signed with the newest. */
export class TokenIssuer {
  readonly name = 'https://issuer.example.com';
  private readonly server: Server;
  private key = newKey();

  constructor() {
    this.server = createServer((_request, response) => {
      const body = JSON.stringify({ keys: [this.key.jwk] });
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  }

  /** Resolves with the URL of the keys. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Signs with another key from now on, and withdraws the one so far. */
  rotate(): void {
    this.key = newKey();
  }

  /** A token that is valid for a minute, unless its claims say otherwise. */
  token(claims: object): string {
    const { kid, privateKey } = this.key;
    const expiry = Math.floor(Date.now() / 1000) + 60;
    const body = { iss: this.name, sub: 'e2e', exp: expiry, ...claims };
    const signed = [{ alg: 'RS256', kid }, body].map(base64url).join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }
}

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
