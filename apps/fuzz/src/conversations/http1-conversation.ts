import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '../chance/random.js';
import type { FuzzRequest, Port } from '../requests/request.js';
import { Http1Answers } from '../wire/http1-answers.js';
import { asMessage, bytesOf, isPlain } from '../wire/http1-bytes.js';
import { twistedBytes } from '../wire/http1-twists.js';
import { ANSWER_MS_MAX, type Conversation, PATIENCE_MS, type Surroundings } from './conversation.js';

const SHOWN_BYTES_MAX = 600;
const PIPELINED_MAX = 8;

/** Requests over HTTP/1.1, one after the other without waiting, the last of them perhaps not quite what a request is. */
export class Http1Conversation implements Conversation {
  private readonly pieces: readonly Buffer[];
  /** Every one of them must be answered. */
  private readonly mustAnswer: boolean;
  private readonly isPolite: boolean;
  private readonly pauseMs: number;

  constructor(
    private readonly port: Port,
    private readonly requests: readonly FuzzRequest[],
    random: Random,
  ) {
    const isTwisted = random.chance(0.45);
    const all = requests.map((request, index) =>
      isTwisted && index === requests.length - 1
        ? twistedBytes(request, random)
        : bytesOf(asMessage(request, random)),
    );
    this.pieces = inPieces(Buffer.concat(all), random);
    this.mustAnswer = !isTwisted && requests.every((request) => isPlain(request) && !request.mayWait);
    this.isPolite = random.chance(0.7);
    this.pauseMs = random.weighted([
      [8, 0],
      [1, 1],
      [1, 5],
    ]);
  }

  static about(port: Port, next: () => FuzzRequest, random: Random): Http1Conversation {
    const count = random.weighted([
      [6, 1],
      [3, 2],
      [1, PIPELINED_MAX],
    ]);
    return new Http1Conversation(port, Array.from({ length: count }, next), random);
  }

  describe(): string {
    const bytes = Buffer.concat(this.pieces);
    const shown = JSON.stringify(bytes.subarray(0, SHOWN_BYTES_MAX).toString('latin1'));
    return `HTTP/1.1 to ${this.port}, ${bytes.length} bytes in ${this.pieces.length} pieces: ${shown}`;
  }

  async hold({ ports, documented, names }: Surroundings): Promise<string | undefined> {
    const socket = connect({ port: ports[this.port], host: '127.0.0.1', noDelay: true });
    const answers = new Http1Answers((index) => this.requests[index]?.method);
    const state = watch(socket, answers);
    try {
      await this.write(socket);
      const isOver = () =>
        state.isClosed || state.problem !== undefined || answers.complete.length >= this.requests.length;
      const isInTime = await state.until(isOver, this.mustAnswer ? ANSWER_MS_MAX : PATIENCE_MS);
      if (!isInTime && this.mustAnswer)
        return `no answer within ${ANSWER_MS_MAX} ms to request ${answers.complete.length + 1}`;
      if (this.isPolite && !state.isClosed) {
        socket.end();
        if (!(await state.until(() => state.isClosed, ANSWER_MS_MAX)))
          return 'the connection stays open after its client ended it';
      }
    } finally {
      socket.destroy();
    }
    if (state.problem !== undefined) return state.problem;
    if (this.mustAnswer && answers.complete.length < this.requests.length) return 'closed without an answer';
    for (const [index, answer] of answers.complete.entries()) {
      const request = this.requests[index];
      const isClear = request !== undefined && (this.mustAnswer || index < this.requests.length - 1);
      const complaint = documented.complaint(this.port, isClear ? request : undefined, answer);
      if (complaint !== undefined)
        return `${complaint}, answer ${index + 1}: ${answer.body.slice(0, SHOWN_BYTES_MAX)}`;
      names.learn(request?.target ?? '', `${answer.headers.get('x-restate-id') ?? ''} ${answer.body}`);
    }
    return undefined;
  }

  private async write(socket: Socket): Promise<void> {
    for (const piece of this.pieces) {
      if (socket.destroyed) return;
      socket.write(piece);
      if (this.pauseMs > 0) await delay(this.pauseMs);
    }
  }
}

/** All at once, in a few pieces, or byte by byte. */
function inPieces(bytes: Buffer, random: Random): readonly Buffer[] {
  const count = random.weighted([
    [6, 1],
    [3, 4],
    [1, 40],
  ]);
  const cuts = Array.from({ length: count - 1 }, () => random.below(Math.min(bytes.length, 500) + 1)).sort(
    (a, b) => a - b,
  );
  return [...cuts, bytes.length]
    .map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end))
    .filter(({ length }) => length > 0);
}

interface Watched {
  readonly isClosed: boolean;
  readonly problem: string | undefined;
  /** Resolves with whether the condition came true in time. */
  until(condition: () => boolean, ms: number): Promise<boolean>;
}

function watch(socket: Socket, answers: Http1Answers): Watched {
  let isClosed = false;
  let problem: string | undefined;
  let notice = (): void => undefined;
  socket.on('data', (bytes: Buffer) => {
    try {
      answers.push(bytes);
    } catch (error) {
      problem ??= `an answer that cannot be read: ${String(error)}`;
    }
    notice();
  });
  socket.on('close', () => {
    isClosed = true;
    notice();
  });
  // A reset is one way for a server to close a connection.
  socket.on('error', () => undefined);
  return {
    get isClosed() {
      return isClosed;
    },
    get problem() {
      return problem;
    },
    until: (condition, ms) =>
      new Promise((resolve) => {
        const settle = (isInTime: boolean) => {
          clearTimeout(timer);
          notice = () => undefined;
          resolve(isInTime);
        };
        const timer = setTimeout(() => settle(condition()), ms);
        notice = () => condition() && settle(true);
        notice();
      }),
  };
}
