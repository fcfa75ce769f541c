export type Port = 'ingress' | 'admin' | 'node';

/** What is asked, before it is put on the wire in whatever way. Texts have one character per byte. */
export interface FuzzRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
  /** The answer may rightly be a long time coming: it waits for an end that need not come soon. */
  readonly mayWait: boolean;
}
