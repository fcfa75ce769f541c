import type { AttachTarget, ServiceRevision } from '@perdure/model';

/** What a request's path asks for, before anything else of the request is looked at (ingress-api 0). */
export type Route =
  | InvokeRoute
  | ResultRoute
  | { readonly kind: 'lookup' }
  | { readonly kind: 'awakeable'; readonly verb: 'resolve' | 'reject'; readonly id: string }
  | { readonly kind: 'health' };

export interface InvokeRoute {
  readonly kind: 'invoke';
  /** A call waits for the result, a send does not. */
  readonly mode: 'call' | 'send';
  readonly scope: string | undefined;
  readonly service: ServiceRevision;
  /** Present exactly for virtual objects and workflows. */
  readonly key: string | undefined;
  readonly handler: string;
}

export interface ResultRoute {
  readonly kind: 'result';
  /** Attach waits for the result, output takes what is there. */
  readonly mode: 'attach' | 'output';
  readonly of: ResultOf;
}

export type ResultOf =
  | { readonly kind: 'id'; readonly text: string }
  | { readonly kind: 'target'; readonly target: AttachTarget }
  /** The request's body says which. */
  | { readonly kind: 'body' };
