import { missingFrom } from './coverage.js';
import { goldenNames, readExpected, readGolden, writeExpected } from './golden-files.js';
import { expectedText, halfOf, replay, rowText } from './replay.js';

/**
 * What partitions of earlier releases were told, with the log and the frames in the bytes they had. To write down anew what
 * comes of it:
 *
 *     NODE_OPTIONS=--experimental-vm-modules npx jest golden --globals '{"updateGolden":true}'
 *
 * Commit the difference only if you can explain every line of it: it is what an upgrade does to the data of its users. The
 * recordings themselves are never written again; see record.ts.
 */
const isUpdating = 'updateGolden' in globalThis;

describe.each(goldenNames())('the recording %s', (name) => {
  const { recording, stored } = readGolden(name);

  it('comes to what it came to', () => {
    const text = expectedText(replay(recording));
    if (isUpdating) writeExpected(name, text);
    else expect(text).toBe(readExpected(name));
  });

  it('goes on from the rows that its release stored', () => {
    const whole = replay(recording);
    const upgraded = replay(recording, halfOf(recording.inputs), stored);
    expect(upgraded.rows.map(rowText)).toEqual(whole.rows.map(rowText));
  });
});

it('there is a recording of everything: if not, add one', () => {
  expect(missingFrom(goldenNames().map((name) => readGolden(name).recording))).toEqual([]);
});
