import { once } from 'node:events';
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

import type { Random } from '../harness/random.js';
import { encodeFrame, frameType, isCommand, knownEntriesOf, splitFrames, type Frame } from './frames.js';
import { hostileResponse } from './hostile-response.js';

const contentType = 'application/vnd.restate.invocation.v6';
/** So often an invocation is treated badly; then it is served as by the version that has the bug fixed. */
const hostileAttempts = 12;
const options = {
  journalRetention: 60_000,
  idempotencyRetention: 60_000,
  inactivityTimeout: 50,
  abortTimeout: 200,
  retryPolicyInitialInterval: 1,
  retryPolicyMaxInterval: 5,
  retryPolicyMaxAttempts: 1_000_000,
};
const manifest = {
  protocolMode: 'BIDI_STREAM',
  minProtocolVersion: 6,
  maxProtocolVersion: 6,
  services: [
    { name: 'Fuzzed', ty: 'SERVICE', handlers: [{ name: 'h' }], ...options },
    { name: 'FuzzedObject', ty: 'VIRTUAL_OBJECT', handlers: [{ name: 'h', ty: 'EXCLUSIVE' }], ...options },
    { name: 'FuzzedFlow', ty: 'WORKFLOW', handlers: [{ name: 'run', ty: 'WORKFLOW' }], ...options },
    { name: 'Quiet', ty: 'SERVICE', handlers: [{ name: 'h' }], ...options },
  ],
};

/** `"ok"`, and that is all. */
const goodOutput: Frame = {
  type: frameType.output,
  flags: 0,
  payload: Buffer.from('72060a04226f6b22', 'hex'),
};
const end: Frame = { type: frameType.end, flags: 0, payload: Buffer.alloc(0) };

interface Victim {
  attempts: number;
  /** Frames there were in what it was sent. */
  readonly sent: Set<string>;
  /** The journal as it was replayed last. */
  journal: readonly Frame[];
}

/**
 * A deployment that breaks the protocol in every way it finds, and looks at what it is sent in turn: a journal must be as
 * long as announced, begin with the input, only grow, and hold no command that was not sent.
 */
export class HostileEndpoint {
  readonly complaints: string[] = [];
  attempts = 0;
  private readonly victims = new Map<string, Victim>();
  private readonly server = createServer();
  private readonly sessions = new Set<Http2Session>();

  constructor(private readonly random: Random) {}

  get uri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    this.server.on('session', (session) => {
      this.sessions.add(session);
      session.once('close', () => this.sessions.delete(session));
    });
    this.server.on('stream', (stream, headers) => {
      // Whatever we do to them, and the server to us.
      stream.on('error', () => undefined);
      const path = headers[':path'] ?? '';
      if (path === '/discover') discover(stream);
      else this.serve(stream, path, String(headers['x-restate-invocation-id']));
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const session of this.sessions) session.destroy();
    await closed;
  }

  private serve(stream: ServerHttp2Stream, path: string, invocationId: string): void {
    this.attempts++;
    let rest: Buffer = Buffer.alloc(0);
    const received: Frame[] = [];
    let isReplayed = false;
    stream.on('data', (chunk: Buffer) => {
      const split = splitFrames(Buffer.concat([rest, chunk]));
      rest = split.rest;
      received.push(...split.frames);
      const [start, ...journal] = received;
      if (isReplayed || start === undefined) return;
      if (start.type !== frameType.start) this.complain(`${invocationId}: began with ${start.type}`);
      const known = knownEntriesOf(start);
      if (journal.length < known) return;
      isReplayed = true;
      this.answer(stream, path, invocationId, journal.slice(0, known));
    });
  }

  private answer(
    stream: ServerHttp2Stream,
    path: string,
    invocationId: string,
    journal: readonly Frame[],
  ): void {
    const victim = this.victims.get(invocationId) ?? { attempts: 0, sent: new Set(), journal: [] };
    this.victims.set(invocationId, victim);
    this.check(invocationId, victim, journal);
    const isHostile = victim.attempts++ < hostileAttempts && !path.startsWith('/invoke/Quiet/');
    if (!isHostile) {
      respond(stream);
      stream.end(Buffer.concat([encodeFrame(goodOutput), encodeFrame(end)]));
      return;
    }
    if (this.random.next() < 0.05) {
      stream.respond({ ':status': this.random.between(200, 599), 'content-type': 'text/plain' });
      stream.end('nonsense');
      return;
    }
    respond(stream);
    const chunks = hostileResponse(this.random, invocationId);
    for (const chunk of chunks) stream.write(chunk);
    // Where a length lies, what follows makes up other frames than were meant.
    for (const frame of splitFrames(Buffer.concat(chunks)).frames) victim.sent.add(keyOf(frame));
    const roll = this.random.next();
    if (roll < 0.7) stream.end();
    else if (roll < 0.85) stream.close(this.random.between(0, 13));
    // Else it stays open, until the server has had enough.
  }

  private check(invocationId: string, victim: Victim, journal: readonly Frame[]): void {
    if (journal[0]?.type !== frameType.input) this.complain(`${invocationId}: the journal has no input`);
    for (const [index, before] of victim.journal.entries()) {
      const now = journal[index];
      if (now === undefined || keyOf(now) !== keyOf(before)) {
        this.complain(
          `${invocationId}: entry ${index} was ${keyOf(before)} and is ${now === undefined ? 'gone' : keyOf(now)}`,
        );
        break;
      }
    }
    for (const entry of journal.slice(1))
      if (isCommand(entry) && !victim.sent.has(keyOf(entry)))
        this.complain(`${invocationId}: the journal holds ${keyOf(entry)}, which was never sent`);
    victim.journal = journal;
  }

  private complain(complaint: string): void {
    this.complaints.push(complaint);
  }
}

function discover(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.restate.endpointmanifest.v4+json' });
  stream.end(JSON.stringify(manifest));
}

function respond(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': contentType });
}

function keyOf({ type, payload }: Frame): string {
  const hex = Buffer.from(payload.subarray(0, 100)).toString('hex');
  return `${type.toString(16)}:${payload.length}:${hex}`;
}
