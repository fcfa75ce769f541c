import type { IncomingMessage, ServerResponse } from 'node:http';

import { anyone } from '@perdure/access';
import type { InvocationId } from '@perdure/model';

import { identifyCaller } from './access/identify-caller.js';
import { checkMayInvoke, invocableServices } from './access/permissions.js';
import { answerError } from './answer.js';
import type { IngressDeps } from './dependencies.js';
import { completeAwakeable } from './endpoints/awakeable.js';
import { call } from './endpoints/call.js';
import { health } from './endpoints/health.js';
import { lookup } from './endpoints/lookup.js';
import { attach, output } from './endpoints/result.js';
import { send } from './endpoints/send.js';
import { checkedInvocationId, invocationIdOf, readTarget } from './endpoints/target-body.js';
import { IngressError, ingressErrors } from './errors.js';
import { answerPreflight } from './http/cors.js';
import { Exchange } from './http/exchange.js';
import type { IngressContext } from './ingress-context.js';
import { readInvocationRequest } from './request/invocation-request.js';
import { ResultWaits } from './results/result-waits.js';
import { StoredInvocations } from './results/stored-invocations.js';
import { parseRoute } from './routes/parse-route.js';
import type { InvokeRoute, ResultRoute } from './routes/route.js';

/** Longest request target that is read, in bytes (ingress-api 1). */
const targetBytesMax = 65_534;

/** Takes every request to the ingress, from the first check to the answer. */
export class DataPlane {
  private readonly context: IngressContext;
  private readonly waits: ResultWaits;
  private readonly requestsMax: number;
  private requestsInProgress = 0;
  private readonly leave = (exchange: Exchange): void => {
    const { observer } = this.context;
    this.requestsInProgress--;
    observer?.onInProgressChanged(this.requestsInProgress);
    exchange.span?.end(exchange.status, exchange.ending);
    if (exchange.isForHandler && exchange.ending !== undefined) {
      observer?.onEnded(exchange.ending, performance.now() - exchange.startedMs);
    }
  };

  constructor(deps: IngressDeps) {
    const stored = new StoredInvocations(deps.reader, deps.partitionCount);
    this.waits = new ResultWaits({ ...deps, stored });
    this.context = { ...deps, stored, waits: this.waits };
    this.requestsMax = deps.settings.concurrentRequestsMax ?? Infinity;
  }

  /** @param target path and query as received */
  serve(request: IncomingMessage, response: ServerResponse, target: string): void {
    this.requestsInProgress++;
    this.context.observer?.onInProgressChanged(this.requestsInProgress);
    const exchange = new Exchange(request, response, target, this.leave);
    const fail = (error: unknown) => this.fail(exchange, error);
    if (Number(exchange.header('content-length')) > this.context.settings.requestBytesMax) {
      exchange.refuse(413, ['content-type', 'text/plain; charset=utf-8'], 'length limit exceeded');
    } else if (target.length > targetBytesMax) {
      exchange.refuse(414, []);
    } else if (exchange.method === 'OPTIONS') {
      answerPreflight(exchange);
    } else if (this.requestsInProgress > this.requestsMax) {
      fail(ingressErrors.overloaded());
    } else {
      this.dispatch(exchange, fail).catch(fail);
    }
  }

  /** Ends what goes on between requests. */
  close(): void {
    this.waits.close();
  }

  private async dispatch(exchange: Exchange, fail: (error: unknown) => void): Promise<void> {
    const { authenticator, registry } = this.context;
    if (authenticator === undefined) exchange.caller = anyone;
    else await identifyCaller(exchange, authenticator);
    const route = parseRoute(exchange.target, invocableServices(registry, exchange.caller));
    exchange.isForHandler = route.kind === 'invoke';
    switch (route.kind) {
      case 'invoke':
        return this.invoke(exchange, route, fail);
      case 'result':
        return this.result(exchange, route, fail);
      case 'lookup':
        allow(exchange, 'POST');
        return lookup(exchange, this.context);
      case 'awakeable':
        allow(exchange, 'POST');
        return completeAwakeable(exchange, route, this.context);
      case 'health':
        allow(exchange, 'GET');
        health(exchange, this.context);
    }
  }

  private async invoke(
    exchange: Exchange,
    route: InvokeRoute,
    fail: (error: unknown) => void,
  ): Promise<void> {
    const request = await readInvocationRequest(exchange, route, this.context);
    this.context.observer?.onAdmitted();
    if (route.mode === 'send') await send(exchange, request, this.context);
    else call(exchange, request, this.context, fail);
  }

  private async result(
    exchange: Exchange,
    route: ResultRoute,
    fail: (error: unknown) => void,
  ): Promise<void> {
    const invocationId = await this.invocationIdOf(exchange, route);
    if (route.mode === 'attach') await attach(exchange, invocationId, this.context, fail);
    else await output(exchange, invocationId, this.context);
  }

  /** A malformed id is complained about before a wrong method, as clients know it (ingress-api 6.1). */
  private async invocationIdOf(exchange: Exchange, { of }: ResultRoute): Promise<InvocationId> {
    if (of.kind === 'body') {
      allow(exchange, 'POST');
      const body = await exchange.readBody(this.context.settings.requestBytesMax);
      return invocationIdOf(readTarget(body, 'request', exchange.caller));
    }
    if (of.kind === 'target') checkMayInvoke(exchange.caller, of.target);
    const invocationId = of.kind === 'id' ? checkedInvocationId(of.text) : invocationIdOf(of.target);
    allow(exchange, 'GET');
    return invocationId;
  }

  private fail(exchange: Exchange, error: unknown): void {
    if (error instanceof IngressError) {
      answerError(exchange, error);
      return;
    }
    this.context.onUnexpectedError(error);
    answerError(exchange, ingressErrors.internal());
  }
}

function allow(exchange: Exchange, method: 'GET' | 'POST'): void {
  if (exchange.method !== method) throw ingressErrors.methodNotAllowed(exchange.method, method);
}
