import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ISocketFactoryArgs } from 'kafkajs';
import { OpenSockets } from './open-sockets.js';

describe('the sockets of a client', () => {
  let broker: Server;
  let sockets: OpenSockets;
  const accepted: Socket[] = [];

  beforeEach(async () => {
    broker = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    sockets = new OpenSockets();
  });
  afterEach(() => {
    for (const socket of accepted.splice(0)) socket.destroy();
    broker.close();
  });

  const open = async (): Promise<Socket> => {
    const { port } = broker.address() as AddressInfo;
    let socket: Socket | undefined;
    await new Promise<void>((resolve) => {
      // Without TLS the library passes null.
      const args = {
        host: '127.0.0.1',
        port,
        ssl: null,
        onConnect: resolve,
      } as unknown as ISocketFactoryArgs;
      socket = sockets.factory(args);
    });
    return socket as Socket;
  };

  it('are known to have been able to carry something, or not', async () => {
    const whileNoneWas = sockets.watch();
    expect(whileNoneWas()).toBe(false);
    const socket = await open();
    expect(whileNoneWas()).toBe(true);
    const whileOneWas = sockets.watch();
    socket.destroy();
    await once(socket, 'close');
    expect(whileOneWas()).toBe(true);
    expect(sockets.watch()()).toBe(false);
  });

  it('report an end that the broker makes as an error, and their own as none', async () => {
    const ended = await open();
    const failure = new Promise((resolve) => ended.once('error', resolve));
    accepted.at(-1)?.end();
    await expect(failure).resolves.toMatchObject({ message: 'the broker closed the connection' });

    const ending = await open();
    ending.on('error', () => expect('an error').toBe('none'));
    accepted.at(-1)?.on('data', () => undefined);
    ending.resume().end();
    await once(ending, 'close');
  });
});
