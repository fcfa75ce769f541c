import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate for 127.0.0.1 that signs itself, made by `openssl`. */
export class TlsFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'perdure-tls-'));
  readonly keyFile = join(this.folder, 'key.pem');
  readonly certFile = join(this.folder, 'cert.pem');

  constructor() {
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-days', '2', '-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', [...request, ...subject, '-keyout', this.keyFile, '-out', this.certFile], {
      stdio: 'ignore',
    });
  }

  get cert(): string {
    return readFileSync(this.certFile, 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
