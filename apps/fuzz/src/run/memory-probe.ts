/** The part of Chrome's debugging protocol that is needed here. */
interface ProtocolAnswer {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
  readonly error?: { readonly message: string };
}

/** Memory of a process after a garbage collection, in bytes. */
export interface Memory {
  readonly heapBytes: number;
  /** Outside of the heap: buffers, most of all. */
  readonly externalBytes: number;
  readonly residentBytes: number;
}

/** Looks into a Node process that was started with `--inspect`. */
export class MemoryProbe {
  private readonly waiting = new Map<number, (answer: ProtocolAnswer) => void>();
  private readonly gone: Promise<never>;
  private sent = 0;

  private constructor(private readonly socket: WebSocket) {
    this.gone = new Promise((_resolve, reject) => {
      socket.addEventListener('close', () => reject(new Error('The process is gone.')), { once: true });
    });
    // Who measures hears of it.
    this.gone.catch(() => undefined);
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as ProtocolAnswer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    });
  }

  /** @param url `ws://…`, as the process prints it */
  static async open(url: string): Promise<MemoryProbe> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error(`There is no inspector at ${url}.`)), {
        once: true,
      });
    });
    return new MemoryProbe(socket);
  }

  async measure(): Promise<Memory> {
    // What finalizers let go is collected the second time.
    await this.ask('HeapProfiler.collectGarbage');
    await this.ask('HeapProfiler.collectGarbage');
    const expression = 'JSON.stringify(process.memoryUsage())';
    const { result } = await this.ask('Runtime.evaluate', { expression });
    const { heapUsed, external, rss } = JSON.parse(String(result?.result?.value)) as NodeJS.MemoryUsage;
    return { heapBytes: heapUsed, externalBytes: external, residentBytes: rss };
  }

  close(): void {
    this.socket.close();
  }

  private async ask(method: string, params: object = {}): Promise<ProtocolAnswer> {
    const id = ++this.sent;
    const answered = new Promise<ProtocolAnswer>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const answer = await Promise.race([answered, this.gone]);
    this.waiting.delete(id);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer;
  }
}
