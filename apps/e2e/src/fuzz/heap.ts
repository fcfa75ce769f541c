/** Looks into the memory of a Node.js process through its inspector. */
export class HeapProbe {
  constructor(private readonly inspectorPort: number) {}

  /** Bytes in use right after a garbage collection, buffers included. */
  async usedBytes(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.inspectorPort}/json/list`);
    const [target] = (await answer.json()) as Array<{ webSocketDebuggerUrl: string }>;
    if (target === undefined) throw new Error('the process has no inspector');
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    try {
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
      });
      await ask(socket, 1, 'HeapProfiler.collectGarbage');
      const usage = await ask(socket, 2, 'Runtime.getHeapUsage');
      return (usage['usedSize'] ?? 0) + (usage['backingStorageSize'] ?? 0);
    } finally {
      socket.close();
    }
  }
}

function ask(socket: WebSocket, id: number, method: string): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: Record<string, number> };
      if (answer.id === id) resolve(answer.result ?? {});
    });
    socket.send(JSON.stringify({ id, method }));
  });
}
