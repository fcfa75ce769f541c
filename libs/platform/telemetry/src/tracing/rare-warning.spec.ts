import { RareWarning } from './rare-warning.js';

it('a rare warning is said once a minute, with how many were not', () => {
  let nowMs = 0;
  const said: unknown[] = [];
  const warning = new RareWarning(
    (fields) => said.push(fields),
    () => nowMs,
  );

  for (const atMs of [0, 1, 59_999, 60_000, 119_999, 180_000]) {
    nowMs = atMs;
    warning.say(`at ${atMs}`);
  }

  expect(said).toEqual([
    { reason: 'at 0' },
    { reason: 'at 60000', unsaid: 2 },
    { reason: 'at 180000', unsaid: 1 },
  ]);
});
