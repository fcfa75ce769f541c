import type { AttemptListener, AttemptStream } from '@perdure/ports';
import type { Faults } from '../kernel/faults.js';
import type { Random } from '../kernel/random.js';
import type { Scheduler } from '../kernel/scheduler.js';
import type { SimProcess } from '../kernel/sim-process.js';

/** The end of an exchange that the service holds. */
export interface ServiceSide {
  onData(chunk: Uint8Array): void;
  onRequestEnd(): void;
  /** The stream is gone; nothing that is written arrives any more. */
  onBroken(): void;
}

export interface ServiceResponse {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  write(bytes: Uint8Array): void;
  end(): void;
}

export interface Network {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
}

/** Delivers in order, each a little later than it was sent. */
class Pipe {
  private lastArrivalUs = 0;

  constructor(private readonly network: Network) {}

  send(deliver: () => void): void {
    const { scheduler, random } = this.network;
    const nowUs = scheduler.elapsedUs;
    this.lastArrivalUs = Math.max(this.lastArrivalUs, nowUs + random.between(20, 3000));
    scheduler.after(this.lastArrivalUs - nowUs, deliver);
  }
}

/**
 * One request and its response between a process and a service, as bytes that are cut anywhere and arrive in order, until
 * either side or the network ends it. The service is another process: it goes on for a while when the worker is dead,
 * and hears of that only through the stream.
 */
export class SimExchange {
  private readonly down: Pipe;
  private readonly up: Pipe;
  private service: ServiceSide | undefined;
  private isServiceOver = false;
  private isListenerOver = false;
  private isPaused = false;
  /** What arrived while the process did not read. */
  private readonly unread: Array<() => void> = [];

  constructor(
    private readonly process: SimProcess,
    private readonly network: Network,
    private readonly listener: AttemptListener,
    private readonly onOver: () => void,
  ) {
    this.down = new Pipe(network);
    this.up = new Pipe(network);
  }

  /** What the process does to it. */
  get stream(): AttemptStream {
    return {
      write: (bytes) => this.writeRequest(bytes),
      end: () => this.toService((service) => service.onRequestEnd()),
      pause: () => {
        this.isPaused = true;
      },
      resume: () => {
        this.isPaused = false;
        this.read();
      },
      cancel: () => {
        this.isListenerOver = true;
        this.unread.length = 0;
        this.down.send(() => this.loseService());
      },
    };
  }

  /** Lets the service have it. */
  connect(accept: (response: ServiceResponse) => ServiceSide): void {
    this.service = accept({
      head: (status, headers) => this.toListener((listener) => listener.onHead(status, headers)),
      write: (bytes) => this.writeResponse(bytes),
      end: () =>
        this.toListener((listener) => {
          this.isListenerOver = true;
          this.onOver();
          listener.onEnd();
        }),
    });
  }

  /** The network gives up, or there is nobody to connect to. */
  break(message: string): void {
    this.loseService();
    this.up.send(() =>
      this.process.after(0, () => {
        if (this.isListenerOver) return;
        this.isListenerOver = true;
        this.onOver();
        this.listener.onError(new Error(message));
      }),
    );
  }

  /** The process is gone, or the network between it and the service. */
  loseService(): void {
    this.onOver();
    if (this.isServiceOver) return;
    this.isServiceOver = true;
    this.service?.onBroken();
  }

  private writeRequest(bytes: Uint8Array): boolean {
    if (this.isBreaking()) return true;
    for (const chunk of this.cut(bytes)) this.toService((service) => service.onData(chunk));
    const { random } = this.network;
    if (!random.chance(0.1)) return true;
    this.process.after(random.between(100, 50_000), () => {
      if (!this.isListenerOver) this.listener.onDrain();
    });
    return false;
  }

  private writeResponse(bytes: Uint8Array): void {
    if (this.isServiceOver || this.isBreaking()) return;
    for (const chunk of this.cut(bytes))
      this.toListener((listener) => {
        const lent = Uint8Array.from(chunk);
        listener.onData(lent);
        // The buffer was lent for the call: whoever kept it finds this.
        lent.fill(0xee);
      });
  }

  private isBreaking(): boolean {
    const isBreaking = this.network.faults.happens('streamBreaks');
    if (isBreaking) this.break('the stream broke');
    return isBreaking;
  }

  private cut(bytes: Uint8Array): Uint8Array[] {
    const { random } = this.network;
    if (!random.chance(0.2)) return [bytes];
    const at = random.between(0, bytes.length);
    return [bytes.subarray(0, at), bytes.subarray(at)];
  }

  private toService(run: (service: ServiceSide) => void): void {
    this.down.send(() => {
      if (this.service !== undefined && !this.isServiceOver) run(this.service);
    });
  }

  private toListener(run: (listener: AttemptListener) => void): void {
    if (this.isServiceOver) return;
    this.up.send(() =>
      this.process.after(0, () => {
        this.unread.push(() => run(this.listener));
        this.read();
      }),
    );
  }

  private read(): void {
    while (!this.isPaused && !this.isListenerOver) {
      const next = this.unread.shift();
      if (next === undefined) return;
      next();
    }
  }
}
