import { costliestFunctions, costliestPackages } from './profile.js';

const node = (id: number, functionName: string, url: string) => ({
  id,
  callFrame: { functionName, url, lineNumber: 4 },
});

const profile = {
  nodes: [
    node(1, '(idle)', ''),
    node(2, 'apply', 'file:///home/ada/perdure/libs/engine/dist/apply.js'),
    node(3, 'apply', 'file:///home/ada/perdure/libs/engine/dist/apply.js'),
    node(4, '', 'node:internal/http2/core'),
    node(5, '_batch', 'file:///home/ada/perdure/node_modules/classic-level/index.js'),
    node(6, 'writeLatin1String', ''),
  ],
  samples: [1, 2, 3, 4, 5, 6],
  timeDeltas: [9000, 2000, 1000, 500, 300, 200],
};

describe('the time that was not idle', () => {
  it('is shared by functions, whoever called them', () => {
    expect(costliestFunctions(profile, 2)).toEqual([
      { name: 'apply  libs/engine/dist/apply.js:5', selfMicros: 3000, share: 0.75 },
      { name: '(anonymous)  node:internal/http2/core:5', selfMicros: 500, share: 0.125 },
    ]);
  });

  it('is shared by packages', () => {
    const names = costliestPackages(profile, 9).map(({ name }) => name);

    expect(names).toEqual(['libs/engine', 'node:internal/http2', 'classic-level', '(native)']);
  });
});
