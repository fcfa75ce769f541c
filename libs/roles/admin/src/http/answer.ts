/** What a controller answers with; turned into HTTP in one place. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  /** For problems found while decoding a request (admin-api 1). */
  | { readonly kind: 'text'; readonly text: string };

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { kind: 'json', value } };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers };
}

/** An answer that ends the request from wherever it is found to be due. */
export class AnswerError extends Error {
  override readonly name: string = 'AnswerError';

  protected constructor(
    message: string,
    readonly answer: Answer,
  ) {
    super(message);
  }

  /** The API's JSON error body. With a code, the message starts with it. */
  static json(status: number, message: string, restateCode?: string): AnswerError {
    const text = restateCode === undefined ? message : `[${restateCode}] ${message}`;
    return new AnswerError(text, json({ message: text, restate_code: restateCode ?? null }, status));
  }

  /** A request that could not be decoded. */
  static text(status: number, text: string): AnswerError {
    return new AnswerError(text, { status, body: { kind: 'text', text } });
  }

  /** The same with more headers. */
  with(headers: Readonly<Record<string, string>>): AnswerError {
    return new AnswerError(this.message, { ...this.answer, headers: { ...this.answer.headers, ...headers } });
  }

  static empty(status: number, headers: Readonly<Record<string, string>> = {}): AnswerError {
    return new AnswerError(`status ${status}`, empty(status, headers));
  }
}
