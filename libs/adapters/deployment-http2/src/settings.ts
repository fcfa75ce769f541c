import { minuteMs, secondMs } from '@perdure/model';
import type { EndpointAddress } from './endpoint-address.js';

/** Decides where connections may go. */
export interface AddressGuard {
  /** Before a name is resolved: whether any address of it might be connected to. */
  mayPermit(destination: Destination): boolean;
  /** Whether this address, to which the name resolved, may be connected to. */
  permits(destination: Destination, ip: string): boolean;
}

export type Destination = Pick<EndpointAddress, 'isTls' | 'host' | 'port'>;

export interface HttpDeploymentClientSettings {
  /** Longest wait for a connection to be usable: TCP, TLS and the peer's first SETTINGS. */
  readonly connectTimeoutMs: number;
  /** Streams at once on one HTTP/2 session; the peer's own limit applies when it is lower. */
  readonly streamsPerSessionMax: number;
  /** Streams over the life of one session. Stream ids are 31 bits and odd, so a busy session must retire some day. */
  readonly streamsPerSessionLifeMax: number;
  /** A session with open streams is asked for a sign of life this often. */
  readonly keepAliveIntervalMs: number;
  /** A session that owes the sign of life for so long is dead. */
  readonly keepAliveTimeoutMs: number;
  /** An HTTP/2 session without streams is closed after this time. */
  readonly idleSessionMs: number;
  /** An unused HTTP/1.1 connection is closed after this time: short, for the peer may close it just when we write. */
  readonly idleHttp11SocketMs: number;
  /** Response bytes the peer may send on one stream before we read them. */
  readonly streamWindowBytes: number;
  /** The same, over all streams of a session. */
  readonly sessionWindowBytes: number;
  /** PEM certificates to trust instead of the platform's. */
  readonly certificateAuthorities?: string;
  /** Undefined: connections may go anywhere. */
  readonly guard?: AddressGuard;
}

const mebibyte = 1024 * 1024;

/** What service-protocol 1.3 observed of the reference, where it is visible at all. */
export const defaultHttpDeploymentClientSettings: HttpDeploymentClientSettings = {
  connectTimeoutMs: 10 * secondMs,
  streamsPerSessionMax: 128,
  streamsPerSessionLifeMax: 2 ** 29,
  keepAliveIntervalMs: 40 * secondMs,
  keepAliveTimeoutMs: 20 * secondMs,
  idleSessionMs: 5 * minuteMs,
  idleHttp11SocketMs: 15 * secondMs,
  streamWindowBytes: mebibyte,
  sessionWindowBytes: 16 * mebibyte,
};
