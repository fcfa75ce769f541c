import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(gzip);

/** Below this a packet is a packet. */
const compressedBytesMin = 1024;

/** What the reference never compresses, and so does not say that it might. */
const variedBytesMin = 32;

/** Hook: compresses what is worth it for those who can read it; says of every larger body that this may happen. */
export async function compressAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (!(payload instanceof Uint8Array) || payload.length < variedBytesMin) return payload;
  reply.header('vary', 'accept-encoding');
  if (payload.length < compressedBytesMin || !acceptsGzip(request.headers['accept-encoding'])) return payload;
  reply.header('content-encoding', 'gzip').removeHeader('content-length');
  return compress(payload);
}

function acceptsGzip(acceptEncoding: string | string[] | undefined): boolean {
  const codings = String(acceptEncoding ?? '').split(',');
  return codings.some((coding) =>
    /^\s*(gzip|\*)\s*(;\s*q\s*=\s*(1|0?\.0*[1-9]|0\.\d*[1-9]).*)?$/i.test(coding),
  );
}
