import { costliestFunctions } from './profile.js';

const node = (id: number, functionName: string, url: string) => ({
  id,
  callFrame: { functionName, url, lineNumber: 4 },
});

describe('the costliest functions', () => {
  it('share the time that was not idle, whoever called them', () => {
    const profile = {
      nodes: [
        node(1, '(idle)', ''),
        node(2, 'apply', 'file:///home/ada/perdure/libs/engine/dist/apply.js'),
        node(3, 'apply', 'file:///home/ada/perdure/libs/engine/dist/apply.js'),
        node(4, '', 'node:net'),
      ],
      samples: [1, 2, 3, 4],
      timeDeltas: [9000, 2000, 1000, 1000],
    };

    expect(costliestFunctions(profile, 2)).toEqual([
      { name: 'apply  libs/engine/dist/apply.js:5', selfMicros: 3000, share: 0.75 },
      { name: '(anonymous)  node:net:5', selfMicros: 1000, share: 0.25 },
    ]);
  });
});
