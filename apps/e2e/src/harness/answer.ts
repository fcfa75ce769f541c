/** An HTTP answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** `x-restate-id`: the invocation that answered. */
  readonly id: string | undefined;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body of an `application/json` answer; `undefined` for an empty or other body. */
  readonly json: unknown;
}

export async function readAnswer(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    id: response.headers.get('x-restate-id') ?? undefined,
    bytes,
    text,
    json: isJson && text.length > 0 ? (JSON.parse(text) as unknown) : undefined,
  };
}
