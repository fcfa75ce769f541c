import { invocationContentType, negotiateProtocolVersion } from './version.js';

describe('protocol versions', () => {
  it.each<[min: number, max: number, serverMax: number, chosen: number | undefined]>([
    [5, 7, 6, 6],
    [5, 7, 7, 7],
    [1, 5, 7, 5],
    [5, 5, 7, 5],
    [7, 9, 7, 7],
    [7, 7, 6, undefined],
    [8, 9, 7, undefined],
    [1, 4, 7, undefined],
  ])('a deployment of %i to %i on a server up to %i', (min, max, serverMax, chosen) => {
    const deployment = { minProtocolVersion: min, maxProtocolVersion: max };
    expect(negotiateProtocolVersion(deployment, serverMax)).toBe(chosen);
  });

  it('name the content type', () => {
    expect(invocationContentType(6)).toBe('application/vnd.restate.invocation.v6');
  });
});
