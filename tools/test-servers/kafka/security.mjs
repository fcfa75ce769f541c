/** What a test broker needs to take clients over TLS that name a user. The key is made by the JDK's `keytool`. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PASSWORD = 'changeit';

/** Name and password of each user that clients may name. */
export const users = { perdure: 'perdure-secret' };

/** A key with a certificate for 127.0.0.1 that signed itself, in `folder`. */
export function createKeyStore(folder) {
  const file = join(folder, 'broker.p12');
  const store = ['-alias', 'broker', '-keystore', file, '-storepass', PASSWORD];
  keytool([
    ...['-genkeypair', ...store, '-storetype', 'PKCS12', '-keyalg', 'EC', '-validity', '2'],
    ...['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1,dns:localhost'],
  ]);
  const certificateFile = join(folder, 'broker.pem');
  keytool(['-exportcert', ...store, '-rfc', '-file', certificateFile]);
  return { file, certificate: readFileSync(certificateFile, 'utf8') };
}

/** Lines of `server.properties` for the listener that clients use. */
export function securityProperties({ file }) {
  const listener = 'listener.name.clients';
  const module = 'org.apache.kafka.common.security';
  const [[name, password]] = Object.entries(users);
  const logins = Object.entries(users).map(([user, secret]) => `user_${user}="${secret}"`);
  return {
    'ssl.keystore.location': file,
    'ssl.keystore.password': PASSWORD,
    'ssl.keystore.type': 'PKCS12',
    'ssl.truststore.location': file,
    'ssl.truststore.password': PASSWORD,
    'ssl.truststore.type': 'PKCS12',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    [`${listener}.plain.sasl.jaas.config`]: `${module}.plain.PlainLoginModule required username="${name}" password="${password}" ${logins.join(' ')};`,
    [`${listener}.scram-sha-256.sasl.jaas.config`]: `${module}.scram.ScramLoginModule required;`,
  };
}

function keytool(args) {
  const { status, stdout, stderr } = spawnSync('keytool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`keytool failed: ${stdout}${stderr}`);
}
