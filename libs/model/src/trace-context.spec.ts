import { parseTraceContext } from './trace-context.js';

const ids = '-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-';

describe('trace context', () => {
  it.each([
    ['as it is', `00${ids}01`, `00${ids}01`],
    ['with flags nobody knows yet', `00${ids}03`, `00${ids}03`],
    ['of a later version, as far as it is known', `cc${ids}09-what-the-future-will-be-like`, `00${ids}01`],
    ['of a later version that is not sampled', `01${ids}fe`, `00${ids}00`],
  ])('is read %s', (_, given, traceparent) => {
    expect(parseTraceContext(given, undefined)).toEqual({ traceparent });
  });

  it.each([
    '',
    'garbage',
    `ff${ids}01`,
    `00${ids}01-more`,
    `00${ids}01more`,
    `00${ids.toUpperCase()}01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  ])('%j is none', (given) => {
    expect(parseTraceContext(given, 'vendor=1')).toBeUndefined();
  });

  it('has a state unless that is empty or too long to be passed on', () => {
    const stateOf = (state: string): string | undefined => parseTraceContext(`00${ids}01`, state)?.tracestate;

    expect(stateOf(' vendor=1,other=2 ')).toBe('vendor=1,other=2');
    expect(stateOf(`vendor=${'x'.repeat(505)}`)).toHaveLength(512);
    expect(stateOf(`vendor=${'x'.repeat(506)}`)).toBeUndefined();
    expect(stateOf(' ')).toBeUndefined();
  });
});
