import { instanceId, parseIndexMember, single, type InvocationId, type Table } from '@perdure/model';
import fc from 'fast-check';
import type { Effect } from './effect.js';
import { everybody, finish, settled, storyOf } from './testing/scenario.js';
import { Story } from './testing/story.js';

/*
 * Random stories of a few handlers that get in each other's way. The story itself checks after every input that the
 * partition keeps its promises (see testing/partition-checks.ts) and that applying is pure; what is here looks at how
 * one step leads to the next. A counterexample is a list of lines: paste it into a transcript.
 */
function tellEach(lines: readonly string[], afterEach: (told: Story, line: string) => void): Story {
  const told = new Story(2);
  for (const line of lines) {
    const text = settled(line, told);
    told.tell(text);
    afterEach(told, text);
  }
  return told;
}

const runs = { numRuns: 100 };

describe('whatever happens', () => {
  it('everything accepted comes to an end, and nothing is left behind when retention is over', () => {
    fc.assert(
      fc.property(storyOf(everybody), (lines) => {
        const told = tellEach(lines, () => undefined);
        finish(told);
        told.nowMs += 200_000_000;
        told.tell('due');

        const tables: Table[] = ['invocation', 'journal', 'notification', 'active', 'timer', 'lock', 'inbox'];
        expect(tables.filter((table) => told.view.all(table).length > 0)).toEqual([]);
      }),
      runs,
    );
  });

  it('an object is held by one, and passed on in the order of arrival', () => {
    const object = instanceId(undefined, 'Counter', 'k');
    const queueOf = ({ view }: Story): { holder?: InvocationId; waiting: InvocationId[] } => {
      const holder = view.get('lock', object, single)?.holder;
      const inbox = view
        .scan('inbox', object)
        .map(([member, row]) => ({ at: parseIndexMember(member), row }));
      const inOrder = inbox.sort((left, right) => left.at - right.at).map(({ row }) => row);
      const waiting = inOrder.filter((row) => typeof row === 'string');
      return { ...(holder !== undefined && { holder }), waiting };
    };
    fc.assert(
      fc.property(storyOf(['a', 'b', 'c', 'd', 'reader']), (lines) => {
        let before: ReturnType<typeof queueOf> = { waiting: [] };
        tellEach(lines, (told) => {
          const after = queueOf(told);
          // The line of those who were there before: whoever left, left from anywhere; whoever came, came last.
          const line = (queue: typeof before): InvocationId[] => [
            ...(queue.holder === undefined ? [] : [queue.holder]),
            ...queue.waiting,
          ];
          const stayed = line(before).filter((id) => line(after).includes(id));
          expect(line(after).slice(0, stayed.length)).toEqual(stayed);
          before = after;
        });
      }),
      runs,
    );
  });

  it('the first completion of a promise stands', () => {
    const workflow = instanceId(undefined, 'Signup', 'u1');
    fc.assert(
      fc.property(storyOf(['run', 'click', 'wait'], 20), (lines) => {
        let first: unknown;
        tellEach(lines, ({ view }) => {
          const result = view.get('promise', workflow, 'p')?.result;
          if (first !== undefined) expect(result).toEqual(first);
          first = result;
        });
      }),
      runs,
    );
  });

  it('an id has one result for everybody, until it is forgotten', () => {
    fc.assert(
      fc.property(storyOf(everybody), (lines) => {
        const told = new Story(2);
        const results = new Map<string, string>();
        told.onTransition = ({ effects }) => {
          for (const [id, result] of effects.flatMap(resultsTold)) {
            expect(results.get(id) ?? result).toBe(result);
            results.set(id, result);
          }
          for (const id of results.keys())
            if (told.view.get('invocation', id, single) === undefined) results.delete(id);
        };
        for (const line of lines) told.tell(settled(line, told));
      }),
      runs,
    );
  });

  it('a timer that is not due changes nothing', () => {
    fc.assert(
      fc.property(storyOf(everybody), (lines) => {
        const told = tellEach(lines, () => undefined);
        told.tell('due');
        expect(told.tell('early 999999999ms').filter((answer) => answer !== 'nothing')).toEqual([]);
      }),
      runs,
    );
  });
});

function resultsTold(effect: Effect): Array<readonly [string, string]> {
  if (effect.kind !== 'notify-node' || effect.message.kind !== 'invocation-completed') return [];
  const { invocationId, result } = effect.message;
  return [[invocationId, JSON.stringify(result)]];
}
