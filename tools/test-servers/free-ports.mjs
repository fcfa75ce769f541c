import { once } from 'node:events';
import { createServer } from 'node:net';

const PORT_MIN = 20_000;
const PORT_MAX = 32_000;

/**
 * Ports on loopback that nobody listens on. They come from below the ephemeral range (32768 and up on Linux): a server
 * that is killed and started again needs the same port, and meanwhile the kernel must not hand it to an outgoing
 * connection of a client that retries.
 *
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  // All at once, so that no port is handed out twice.
  const servers = [];
  while (servers.length < count) {
    const server = await listen(PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN)));
    if (server !== undefined) servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function listen(port) {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
