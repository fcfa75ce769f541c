import { jest } from '@jest/globals';
import { ManualClock } from './manual-clock.js';

describe('a manual clock', () => {
  it('runs what is due, in order of time, at its time, callbacks of callbacks included', () => {
    const clock = new ManualClock(1000);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} at ${clock.nowMs()}`);
    clock.schedule(30, note('late'));
    clock.schedule(10, () => {
      note('early')();
      clock.schedule(5, note('nested'));
      clock.schedule(0, note('at once'));
    });
    clock.schedule(30, note('late too'));
    clock.schedule(31, note('not yet'));

    clock.advance(30);
    expect(ran).toEqual([
      'early at 1010',
      'at once at 1010',
      'nested at 1015',
      'late at 1030',
      'late too at 1030',
    ]);
    expect(clock.nowMs()).toBe(1030);
    expect(clock.scheduledCount).toBe(1);
    expect(clock.nextDueAtMs).toBe(1031);
  });

  it('runs nothing that was cancelled, also by a callback of the same moment', () => {
    const clock = new ManualClock();
    const cancelled = jest.fn();
    clock.schedule(5, () => cancel());
    const cancel = clock.schedule(5, cancelled);
    clock.advance(10);
    expect(cancelled).not.toHaveBeenCalled();
    expect(clock.nextDueAtMs).toBeUndefined();
  });
});
