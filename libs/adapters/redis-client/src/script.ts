import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RedisConnection } from './connect.js';
import { translateRedisError } from './translate-error.js';

export type ScriptArgument = string | Uint8Array;

/** Runs a script. Bulk strings of the reply come as buffers. Rejects with a `PerdureError`. */
export type ScriptCall = (
  keys: readonly ScriptArgument[],
  values: readonly ScriptArgument[],
) => Promise<unknown>;

type Command = (
  keyCount: number,
  keys: readonly ScriptArgument[],
  values: readonly ScriptArgument[],
) => Promise<unknown>;

/**
 * Makes a Lua file callable over a connection. The script is sent once per connection and named by its hash from then
 * on; a server that has forgotten it gets it again.
 */
export function loadScript(connection: RedisConnection, file: URL): ScriptCall {
  const name = `script:${basename(file.pathname, '.lua')}`;
  connection.defineCommand(name, { lua: readFileSync(file, 'utf8') });
  // ioredis adds the method at run time; `Buffer` in its name asks for binary replies.
  const command = (connection as unknown as Partial<Record<string, Command>>)[`${name}Buffer`];
  if (command === undefined) throw new TypeError(`ioredis did not define ${name}.`);
  return async (keys, values) => {
    try {
      return await command.call(connection, keys.length, keys.map(asArgument), values.map(asArgument));
    } catch (error) {
      throw translateRedisError(error);
    }
  };
}

/** ioredis takes a plain `Uint8Array` for text. The buffer shares its memory. */
function asArgument(argument: ScriptArgument): string | Buffer {
  if (typeof argument === 'string' || Buffer.isBuffer(argument)) return argument;
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}
