import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { PerdureError } from '@perdure/model';
import type { LambdaRequest } from './lambda-event.js';
import type { LambdaResponse } from './lambda-response.js';

/** On the thread pool: bodies that are worth it would keep the event loop for many ms. */
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const level = 3;
/** A response of 6 MB could unfold into anything. */
const decompressedBytesMax = 128 * 1024 * 1024;

/** The request as a function that knows zstd gets it: asks for zstd, and is itself compressed when that is worth it. */
export async function compressed(request: LambdaRequest, thresholdBytes: number): Promise<LambdaRequest> {
  const headers = { ...request.headers, 'accept-encoding': 'zstd' };
  if (request.body.length < thresholdBytes) return { ...request, headers };
  return {
    ...request,
    headers: { ...headers, 'content-encoding': 'zstd' },
    body: await compress(request.body, { params: { [constants.ZSTD_c_compressionLevel]: level } }),
  };
}

/** Throws `DECODE_FAILED`, or `MESSAGE_TOO_LARGE` for a body that unfolds beyond reason. */
export async function decompressed(response: LambdaResponse): Promise<LambdaResponse> {
  if (response.headers['content-encoding']?.toLowerCase() !== 'zstd') return response;
  try {
    const body = await decompress(response.body, { maxOutputLength: decompressedBytesMax });
    return { ...response, body };
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge
      ? new PerdureError('MESSAGE_TOO_LARGE', `the response has more than ${decompressedBytesMax} bytes`, {
          cause,
        })
      : new PerdureError('DECODE_FAILED', 'the response is not compressed as it says', { cause });
  }
}
