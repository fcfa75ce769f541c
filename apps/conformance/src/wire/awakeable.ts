/** The id of an awakeable follows from the id of its invocation (ingress-api 6.4 and 8). */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ID = /^inv_1([0-9a-zA-Z]{11})([0-9a-zA-Z]{22})$/;
const FIRST_SIGNAL = 17;

/** `inv_1…` to the `sign_1…` of the invocation's first awakeable. */
export function firstAwakeableOf(invocationId: string): string {
  const [, partitionKey, uuid] = ID.exec(invocationId) ?? [];
  if (partitionKey === undefined || uuid === undefined)
    throw new Error(`${invocationId} is no invocation id.`);
  const signal = Buffer.alloc(4);
  signal.writeUInt32BE(FIRST_SIGNAL);
  return `sign_1${Buffer.concat([littleEndian(partitionKey, 8), littleEndian(uuid, 16), signal]).toString('base64url')}`;
}

function littleEndian(base62: string, length: number): Buffer {
  let value = 0n;
  for (const digit of base62) value = value * 62n + BigInt(ALPHABET.indexOf(digit));
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}
