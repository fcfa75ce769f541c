import { channel } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { PerdureError } from '@perdure/model';
import type { RedisSettings } from './settings.js';

export type RedisConnection = Redis | Cluster;

/** Gets `{ connection, error }` whenever a connection breaks or cannot be made; it is tried again by itself. */
const connectionFailed = channel('perdure:redis:connection-failed');
/** Gets `{ connection }` when it works, for the first time or again. */
const connectionReady = channel('perdure:redis:connection-ready');

/** Together about half a second: then whoever waits is told that the store is away, and decides itself. */
const reconnectsPerCommandMax = 3;
const reconnectDelayMsMax = 1000;
const connectTimeoutMs = 5000;
/** A server that says nothing for so long while answers are due is taken for dead. */
const silenceMsMax = 10_000;
const closeTimeoutMs = 3000;

/** How long commands wait for a connection that is away. */
export type Patience =
  /** Not at all, and none is sent twice: for what may be lost. */
  | 'none'
  /** Half a second or so (a cluster: not at all), then they fail. */
  | 'short'
  /** Until it is back: for subscriptions. */
  | 'endless';

/**
 * Connects in the background, and again whenever the connection is lost. Unless the patience is `none`, commands whose
 * answer was lost are sent again (ioredis' `autoResendUnfulfilledCommands`), so they must bear repetition.
 *
 * @param name shows in `CLIENT LIST` and in diagnostics
 */
export function connectRedis(settings: RedisSettings, name: string, patience: Patience): RedisConnection {
  const [url, ...otherUrls] = settings.urls.map(parseUrl) as [URL, ...URL[]];
  const options = optionsOf(settings, url, name, patience);
  const connection =
    settings.isCluster === true
      ? new Cluster([url, ...otherUrls].map(addressOf), {
          redisOptions: options,
          // ioredis would let waiting commands wait for ever.
          enableOfflineQueue: patience === 'endless',
          clusterRetryStrategy: reconnectDelayMs,
          shardedSubscribers: true,
          // TLS certificates name nodes as these announce themselves, not as a resolver makes of it.
          dnsLookup: (address, callback) => callback(null, address),
        })
      : new Redis({
          ...options,
          ...addressOf(url),
          db: databaseOf(url),
          enableOfflineQueue: patience !== 'none',
          retryStrategy: reconnectDelayMs,
        });
  connection.on('error', (error: unknown) => connectionFailed.publish({ connection: name, error }));
  connection.on('ready', () => connectionReady.publish({ connection: name }));
  return connection;
}

/** Lets answers that are due arrive, and ends the connection, whatever state it is in. */
export async function closeRedis(connection: RedisConnection): Promise<void> {
  if (connection.status === 'end') return;
  forbidReconnects(connection);
  const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()));
  const quit = (): void => void connection.quit().catch(() => connection.disconnect());
  // While a connection is away, ioredis' disconnect would forget those who wait for it. So it has one last try: either
  // it succeeds, or those who wait are told.
  if (connection.status === 'ready') quit();
  else connection.once('ready', quit);

  const impatience = new AbortController();
  await Promise.race([ended, delay(closeTimeoutMs, undefined, { signal: impatience.signal, ref: false })]);
  impatience.abort();
  if (!isEnded(connection)) connection.disconnect();
}

function forbidReconnects(connection: RedisConnection): void {
  if (connection instanceof Cluster) connection.options.clusterRetryStrategy = () => null;
  else connection.options.retryStrategy = null;
}

function isEnded(connection: RedisConnection): boolean {
  return connection.status === 'end';
}

// The type is inferred: it differs between clients of a server and of a cluster.
function optionsOf(settings: RedisSettings, url: URL, name: string, patience: Patience) {
  const username = settings.username ?? decodeURIComponent(url.username);
  const password = settings.password ?? decodeURIComponent(url.password);
  const isTls = url.protocol === 'rediss:' || settings.tls !== undefined;
  return {
    connectionName: name,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silenceMsMax,
    maxRetriesPerRequest: patience === 'endless' ? null : reconnectsPerCommandMax,
    autoResendUnfulfilledCommands: patience !== 'none',
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(isTls && { tls: { ...settings.tls } }),
  } satisfies RedisOptions;
}

function reconnectDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** (attempt - 1), reconnectDelayMsMax);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    // The URL itself may hold a password and stays out of messages.
    throw new PerdureError(
      'CONFIG_INVALID',
      'A Redis URL must read redis://[user:password@]host[:port][/database], or rediss:// for TLS.',
    );
  }
  return url;
}

function addressOf(url: URL): { host: string; port: number } {
  // WHATWG URLs keep the brackets of an IPv6 address.
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 6379) };
}

function databaseOf(url: URL): number {
  const database = Number(url.pathname.slice(1) || '0');
  if (Number.isInteger(database) && database >= 0) return database;
  throw new PerdureError('CONFIG_INVALID', 'The path of a Redis URL must be the number of a database.');
}
