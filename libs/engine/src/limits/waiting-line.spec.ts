import { Story } from '../testing/story.js';

/** What a scope with so many waiting invocations costs, in rows read and written. */
function costsWith(waitingCount: number): Record<string, { reads: number; writes: number }> {
  const story = new Story(1, { isLong: true });
  story.tell('rules shop=1');
  for (let i = 0; i < waitingCount; i++) story.tell(`invoke w${String(i)} Mail/send scope=shop`);
  const cost = (line: string) => {
    const { view } = story;
    const get = view.get.bind(view);
    let reads = 0;
    let writes = 0;
    view.get = (table, group, member) => {
      reads++;
      return get(table, group, member);
    };
    view.scan = () => {
      throw new Error('nothing is scanned');
    };
    story.onTransition = ({ changes }) => (writes += changes.length);
    story.tell(line);
    view.get = get;
    Reflect.deleteProperty(view, 'scan');
    return { reads, writes };
  };
  story.tell('attempt w0#1 sends output "1"');
  return {
    elsewhere: cost('invoke free Mail/send scope=forge'),
    coming: cost('invoke last Mail/send scope=shop'),
    leaving: cost(`cancel w${String(waitingCount / 2)}`),
    passing: cost('attempt w0#1 ends'),
  };
}

describe('a line of waiting invocations', () => {
  it('costs the same whatever its length: whoever comes, leaves, passes, or has nothing to do with it', () => {
    const costs = costsWith(2000);
    expect(costs).toEqual(costsWith(10));
    expect(costs).toMatchObject({ elsewhere: { reads: 1, writes: 3 }, coming: { writes: 6 } });
  });
});
