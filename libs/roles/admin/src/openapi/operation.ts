import type { AdminGrant } from '@perdure/access';
import type { z } from 'zod';

/** What a request needs to be answered; `none`: not even a credential. */
export type Need = AdminGrant | 'none';

/** What the document says about one operation, besides its path and method. */
export interface Operation {
  /** The name generators give the function. */
  readonly id: string;
  readonly tag: Tag;
  /** What whoever asks for it must have been granted. */
  readonly grant: Need;
  readonly summary: string;
  readonly description?: string;
  readonly isDeprecated?: true;
  readonly query?: readonly QueryParameter[];
  /** Shape of the JSON body it takes. */
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, OperationAnswer>>;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  /** JSON schema. */
  readonly schema: object;
}

export interface OperationAnswer {
  readonly description: string;
  /** Shape of the JSON body; undefined: none. */
  readonly body?: z.ZodType;
  /** The body is a plain text. */
  readonly isText?: true;
}

/** By method and path: `GET /deployments/{deployment}`. */
export type Operations = Readonly<Record<string, Operation>>;

export const tags = {
  server: 'The server itself',
  deployment: 'Endpoints that serve services',
  service: 'Services, in their latest revision',
  service_handler: 'Handlers of services',
  limit: 'Rules that limit how much runs at once',
  invocation: 'Invocations: look at them, and what operators do to them',
} as const;

export type Tag = keyof typeof tags;
