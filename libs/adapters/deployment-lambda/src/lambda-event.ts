/** A request to a function before it is put into an event. */
export interface LambdaRequest {
  readonly method: 'GET' | 'POST';
  /** `/discover` or `/invoke/{service}/{handler}`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What one synchronous call of a function carries at most, either way: 6 MB by AWS's count. */
export const eventBytesMax = 6 * 1024 * 1024;

/** The event in the shape of API Gateway's proxy integration, version 1 (service-protocol 1.9). */
export function encodeEvent({ method, path, headers, body }: LambdaRequest): Buffer {
  return Buffer.from(
    JSON.stringify({
      path,
      httpMethod: method,
      headers,
      body: body.toString('base64'),
      isBase64Encoded: true,
    }),
  );
}
