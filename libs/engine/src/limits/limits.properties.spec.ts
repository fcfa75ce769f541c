import { single, type InvocationId } from '@perdure/model';
import fc from 'fast-check';
import { counterOf, waitingFor } from '../testing/limit-checks.js';
import { finish, settled, storyOf, tenants } from '../testing/scenario.js';
import { Story } from '../testing/story.js';

/*
 * Random stories of two scopes under rules. The story itself checks after every input that counters count who has a
 * slot, and that the lines are whole (testing/limit-checks.ts).
 */
const rules = fc
  .dictionary(
    fc.constantFrom('shop', 'shop/*', 'shop/ann', 'shop/ann/x', '*', '*/*', 'forge'),
    fc.constantFrom('1', '1', '2', '3', '-'),
    { maxKeys: 4 },
  )
  .map((book) =>
    ['rules', ...Object.entries(book).map(([pattern, limit]) => `${pattern}=${limit}`)].join(' '),
  );

const storyUnderRules = fc.tuple(rules, storyOf(tenants)).map(([first, lines]) => [first, ...lines]);

const storyOfChangingRules = fc
  .tuple(rules, storyOf(tenants), fc.array(fc.tuple(fc.nat(60), rules), { maxLength: 6 }))
  .map(([first, lines, changes]) => {
    const told = [first, ...lines];
    for (const [at, change] of changes) told.splice(Math.min(at, told.length), 0, change);
    return told;
  });

function tellEach(lines: readonly string[], afterEach: (told: Story, line: string) => void): Story {
  const told = new Story();
  for (const line of lines) {
    const text = settled(line, told);
    told.tell(text);
    afterEach(told, text);
  }
  return told;
}

/** Runs the check on every counter there is. */
function eachCounter(
  { view, rules: book }: Story,
  check: (counter: { name: string; taken: number; limit: number; waiting: InvocationId[] }) => void,
): void {
  for (const { member: name, row } of view.all('limit')) {
    const limit = book.limitOf(name)?.concurrency ?? Number.POSITIVE_INFINITY;
    const waiting = [...waitingFor(view, name, 'resuming'), ...waitingFor(view, name, 'starting')];
    check({ name, taken: row.slotsTaken, limit, waiting });
  }
}

const runs = { numRuns: 150 };

describe('under limits, whatever happens,', () => {
  it('no more run than a limit allows', () => {
    fc.assert(
      fc.property(storyUnderRules, (lines) => {
        tellEach(lines, (told) => {
          eachCounter(told, ({ taken, limit }) => expect(taken).toBeLessThanOrEqual(limit));
          for (const { row } of told.view.all('invocation')) {
            if (row.status !== 'invoked' || row.target.scope === undefined) continue;
            for (const level of ['scope', 'level1', 'level2'] as const) {
              const counter = counterOf(row, level);
              if (counter !== '' && told.rules.limitOf(counter) !== undefined)
                expect(row.slots).toContain(level);
            }
          }
        });
      }),
      runs,
    );
  });

  it('nobody waits for what is free, also when limits are raised or lifted', () => {
    fc.assert(
      fc.property(storyOfChangingRules, (lines) => {
        tellEach(lines, (told) =>
          eachCounter(told, ({ taken, limit, waiting }) => {
            if (waiting.length > 0) expect(taken).toBeGreaterThanOrEqual(limit);
          }),
        );
      }),
      runs,
    );
  });

  it('a line is left from its front, unless somebody is taken out of it', () => {
    fc.assert(
      fc.property(storyUnderRules, (lines) => {
        const before = new Map<string, InvocationId[]>();
        tellEach(lines, (told) => {
          const statusOf = (id: InvocationId) => told.view.get('invocation', id, single)?.status;
          for (const { member: name } of told.view.all('limit'))
            for (const lane of ['resuming', 'starting'] as const) {
              const now = waitingFor(told.view, name, lane);
              const earlier = before.get(`${name} ${lane}`) ?? [];
              const stayed = earlier.filter((id) => now.includes(id));
              expect(now.slice(0, stayed.length)).toEqual(stayed);
              // Whoever was let through stood before all who still wait.
              const through = earlier.filter((id) => !now.includes(id) && statusOf(id) === 'invoked');
              expect(earlier.slice(0, through.length)).toEqual(through);
              before.set(`${name} ${lane}`, now);
            }
        });
      }),
      runs,
    );
  });

  it('nobody who has not started goes past those in line', () => {
    fc.assert(
      fc.property(storyUnderRules, (lines) => {
        let before = new Story().view;
        tellEach(lines, ({ view }) => {
          const known = before;
          before = view;
          for (const { row } of view.all('invocation')) {
            const earlier = known.get('invocation', row.id, single);
            const cameNow = earlier?.status !== 'waiting' && earlier?.startedAtMs === undefined;
            if (!cameNow || row.status !== 'invoked') continue;
            for (const level of row.slots ?? []) {
              const counter = counterOf(row, level);
              const line = waitingFor(known, counter, 'starting');
              const passed = waitingFor(view, counter, 'starting').filter((id) => line.includes(id));
              expect(passed).toEqual([]);
            }
          }
        });
      }),
      runs,
    );
  });

  it('everything accepted comes to an end, and no counter is left', () => {
    fc.assert(
      fc.property(storyOfChangingRules, (lines) => {
        const told = tellEach(lines, () => undefined);
        finish(told);
        expect([...told.view.all('limit'), ...told.view.all('waiting')]).toEqual([]);
      }),
      runs,
    );
  });
});
