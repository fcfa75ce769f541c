import { IngressError } from '../errors.js';
import { registry } from '../testing/services.js';
import { parseRoute } from './parse-route.js';
import type { Route } from './route.js';

/** A route as one line, to compare with. */
function describeRoute(route: Route): string {
  switch (route.kind) {
    case 'invoke': {
      const { mode, scope, service, key, handler } = route;
      const scoped = scope === undefined ? '' : ` in ${scope}`;
      return `${mode} ${service.name}${key === undefined ? '' : ` "${key}"`} ${handler}${scoped}`;
    }
    case 'result':
      return `${route.mode} ${route.of.kind === 'target' ? JSON.stringify(route.of.target) : JSON.stringify(route.of)}`;
    case 'awakeable':
      return `${route.verb} ${route.id}`;
    case 'lookup':
    case 'health':
      return route.kind;
  }
}

function outcomeOf(target: string): string {
  try {
    return describeRoute(parseRoute(target, registry));
  } catch (error) {
    if (error instanceof IngressError) return `${error.status} ${error.message}`;
    throw error;
  }
}

describe('paths that lead somewhere (ingress-api 0, 2)', () => {
  it.each([
    ['/restate/call/Greeter/greet', 'call Greeter greet'],
    ['/restate/call/Counter/k/add', 'call Counter "k" add'],
    ['/restate/send/Signup/w/run', 'send Signup "w" run'],
    ['/restate/scope/s%201/call/Greeter/greet', 'call Greeter greet in s 1'],
    ['/restate/scope/s/send/Counter/k/add', 'send Counter "k" add in s'],
    ['/Greeter/greet', 'call Greeter greet'],
    ['/Greeter/greet/send', 'send Greeter greet'],
    ['/Greeter/send', 'call Greeter send'],
    ['/Greeter/send/send', 'send Greeter send'],
    ['/Counter/k/add', 'call Counter "k" add'],
    ['/Counter/k/add/send', 'send Counter "k" add'],
    ['/Counter/send/send/send', 'send Counter "send" send'],
    ['/restate/call/Greeter/greet?delay=/x', 'call Greeter greet'],
    ['/Greeter/greet//', 'call Greeter greet'],
    ['//Greeter/greet', 'call Greeter greet'],
    ['http://host:8080/Greeter/greet', 'call Greeter greet'],
    ['/restate/call/Counter//add', 'call Counter "" add'],
    ['/Counter/a%2Fb/add', 'call Counter "a/b" add'],
    ['/Counter/%ZZ%/add', 'call Counter "%ZZ%" add'],
    ['/Counter/a+b;=,:@/add', 'call Counter "a+b;=,:@" add'],
    ['/Counter/../add', 'call Counter ".." add'],
    ['/Counter/%F0%9F%9A%80/add', 'call Counter "🚀" add'],
    [Buffer.from('/Counter/é/add').toString('latin1'), 'call Counter "é" add'],
    ['/restate/attach/inv_1', 'attach {"kind":"id","text":"inv_1"}'],
    ['/restate/output/inv_1', 'output {"kind":"id","text":"inv_1"}'],
    ['/restate/attach/', 'attach {"kind":"body"}'],
    ['/restate/output', 'output {"kind":"body"}'],
    ['/restate/lookup', 'lookup'],
    ['/restate/awakeables/sign_1/resolve', 'resolve sign_1'],
    ['/restate/a/sign_1/reject/extra', 'reject sign_1'],
    ['/restate/health', 'health'],
    ['/restate/health/anything', 'health'],
    ['/restate/invocation/inv_1/attach', 'attach {"kind":"id","text":"inv_1"}'],
    [
      '/restate/invocation/Greeter/greet/a%20b/output',
      'output {"kind":"idempotent-request","service":"Greeter","handler":"greet","idempotencyKey":"a%20b"}',
    ],
    [
      '/restate/invocation/Counter/k%20/add/ik/attach',
      'attach {"kind":"idempotent-request","service":"Counter","serviceKey":"k ","handler":"add","idempotencyKey":"ik"}',
    ],
    [
      '/restate/workflow/Unknown/k%20/output/extra',
      'output {"kind":"workflow","workflow":"Unknown","key":"k "}',
    ],
  ])('%s', (target, expected) => expect(outcomeOf(target)).toBe(expected));
});

describe('paths that do not (ingress-api 1.1, 6.5)', () => {
  const service = /^404 Service 'Nope' is not registered/;
  const callPath = /^400 The path does not name a handler/;
  const versioned = /^400 The path is not one of/;
  const invocation = /^400 Expected \/restate\/invocation/;
  const nothing = /^404 not found$/;
  it.each([
    ['/', /^400 There is nothing at '\/'/],
    ['/Greeter', /^400 There is nothing at '\/Greeter'/],
    ['/a/b/c/d/e/f/g/h?x', /^400 There is nothing at '\/a\/b\/c\/d\/e\/f\/g\/h'/],
    ['/Nope/x/y/z', service],
    ['/My%53ervice/x', /^404 Service 'My%53ervice'/],
    ['/Greeter//greet', callPath],
    ['/Greeter/k/greet', callPath],
    ['/Greeter/greet/send/x', callPath],
    ['/Counter/k', callPath],
    ['/Counter/k/add/x', callPath],
    ['/Counter/%FF', /^400 '%FF' does not decode/],
    ['/restate/nope', nothing],
    ['/restate/Health', nothing],
    ['/restate//call/Greeter/greet', nothing],
    ['/openapi/x', nothing],
    ['/restate/call', versioned],
    ['/restate/call/Nope', service],
    ['/restate/call/Greeter', versioned],
    ['/restate/call/Greeter/k/greet', versioned],
    ['/restate/call/Counter/k', versioned],
    ['/restate/call/Counter/k/add/send', versioned],
    ['/restate/scope/s', versioned],
    ['/restate/scope/%FF/nope/x', versioned],
    ['/restate/scope/%FF/call/Nope/x', /^400 '%FF' does not decode/],
    ['/restate/scope/s/call/Nope/x', service],
    ['/restate/attach/a/b', versioned],
    ['/restate/lookup/x', versioned],
    ['/restate/awakeables/x', /^400 Expected \/restate\/awakeables/],
    ['/restate/awakeables/x/nope', nothing],
    ['/restate/invocation/x', invocation],
    ['/restate/invocation/x/nope', nothing],
    ['/restate/invocation/Greeter/greet/attach', invocation],
    ['/restate/invocation/Nope/greet/ik/nope', service],
    ['/restate/invocation/Counter/add/ik/output', invocation],
    ['/restate/invocation/Greeter/k/greet/ik/output', nothing],
    ['/restate/workflow/Signup/k', /^400 Expected \/restate\/workflow/],
    ['/restate/workflow/Signup/k/nope', nothing],
    ['/restate/workflow/Signup/%FF/output', /^400 '%FF' does not decode/],
  ])('%s', (target, expected) => expect(outcomeOf(target)).toMatch(expected));
});
