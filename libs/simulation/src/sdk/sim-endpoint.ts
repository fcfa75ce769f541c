import { type Frame, type InvocationRow } from '@perdure/model';
import { FrameDecoder, isCommandType, isNotificationType, messageType } from '@perdure/protocol';
import type { ServiceResponse, ServiceSide } from '../ports/sim-exchange.js';
import { decodeStart, type AttemptStart } from './attempt-start.js';
import type { HandlerStart } from './handler-context.js';
import { Session, type ServiceWorld } from './session.js';
import { encodeSdkFrame } from './wire.js';

const frameBytesMax = 1 << 26;

/** What the world knows of an attempt that the protocol does not say. */
export interface AttemptIdentity {
  readonly row: InvocationRow;
  readonly protocolVersion: number;
}

/**
 * What an SDK's endpoint does with one request: reads Start and the journal it announces, then runs the handler, and takes
 * everything the protocol does not allow for a broken promise (service-protocol 4.1 to 4.4).
 */
export class SimEndpoint implements ServiceSide {
  private readonly decoder = new FrameDecoder(frameBytesMax);
  private readonly journal: Frame[] = [];
  private attempt: AttemptStart | undefined;
  private session: Session | undefined;
  private isRequestEnded = false;
  private isOver = false;

  constructor(
    private readonly world: ServiceWorld,
    private readonly identity: AttemptIdentity,
    private readonly response: ServiceResponse,
  ) {
    const contentType = `application/vnd.restate.invocation.v${identity.protocolVersion}`;
    response.head(200, { 'content-type': contentType });
  }

  onData(chunk: Uint8Array): void {
    if (this.isOver) return;
    this.decoder.push(chunk, (type, _isAckRequested, payload) => this.onFrame({ type, payload }));
  }

  onRequestEnd(): void {
    this.isRequestEnded = true;
    this.session?.closeRequest();
  }

  onBroken(): void {
    this.isOver = true;
    this.session?.cut();
  }

  private onFrame(frame: Frame): void {
    if (this.attempt === undefined) this.begin(frame);
    else if (this.session === undefined) this.replay(frame, this.attempt);
    else this.follow(frame, this.session);
  }

  private begin(frame: Frame): void {
    if (frame.type !== messageType.start) return this.refuse(`a stream began with ${frame.type}`);
    this.attempt = decodeStart(frame);
    const { row } = this.identity;
    if (this.attempt.invocationId !== row.id) this.refuse(`Start names ${this.attempt.invocationId}`);
    if (this.attempt.knownEntries < 1) this.refuse('Start announces an empty journal');
    if (this.attempt.key !== (row.target.key ?? '')) this.refuse(`Start names the key ${this.attempt.key}`);
  }

  private replay(frame: Frame, attempt: AttemptStart): void {
    if (!isCommandType(frame.type) && !isNotificationType(frame.type))
      return this.refuse(`${frame.type} came within the journal`);
    this.journal.push(frame);
    if (this.journal.length < attempt.knownEntries) return;
    this.world.audit.replayed(this.identity.row, this.journal);
    this.session = new Session(this.world, this.startOf(attempt), this.journal, {
      send: (sent, isAckRequested) => this.response.write(encodeSdkFrame(sent, isAckRequested)),
      end: () => this.response.end(),
    });
    if (this.isRequestEnded) this.session.closeRequest();
    this.session.begin();
  }

  private follow(frame: Frame, session: Session): void {
    const { type } = frame;
    const isAck =
      type === messageType.commandAck ||
      (type === messageType.proposeRunCompletionAck && this.identity.protocolVersion >= 7);
    if (!isNotificationType(type) && !isAck) return this.refuse(`${type} came after the journal`);
    this.world.audit.forwarded(this.identity.row, frame);
    session.receive(frame);
  }

  private startOf({ state, isStatePartial }: AttemptStart): HandlerStart {
    const { row, protocolVersion } = this.identity;
    const { id: invocationId, attempt, target } = row;
    return { invocationId, attempt, target, protocolVersion, state, isStatePartial };
  }

  private refuse(message: string): void {
    this.world.audit.protocolBroken(this.identity.row, message);
  }
}
