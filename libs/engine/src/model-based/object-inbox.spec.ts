import { instanceId } from '@perdure/model';
import {
  chosen,
  expectToFollow,
  expectToNotice,
  step,
  type Model,
  type Told,
} from '../testing/model-test.js';
import type { Story } from '../testing/story.js';
import { textOf } from '../testing/words.js';

/*
 * A virtual object: one exclusive handler at a time, in the order of arrival, from its first attempt to its end whatever
 * happens in between; changes of the state from outside in turn with them (service-protocol 5.16, admin-api 4.4).
 */

type Waiting =
  { readonly kind: 'handler'; readonly name: string } | { readonly kind: 'change'; readonly change: Change };

interface Change {
  readonly value: string;
  /** The state it is made for; any when undefined. */
  readonly expected?: string;
}

class ObjectModel implements Model {
  readonly subject = /^-> (start|abort|forward)/;
  holder: { readonly name: string; attempt: number; status: 'runs' | 'suspended' | 'paused' } | undefined;
  readonly waiting: Waiting[] = [];
  state: string | undefined;
  private arrivals = 0;

  newcomer(): string {
    return `h${String(this.arrivals++)}`;
  }

  /** Whoever holds the object is gone. Returns what starts. */
  passOn(): string[] {
    this.holder = undefined;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      if (next.kind === 'handler') {
        this.holder = { name: next.name, attempt: 1, status: 'runs' };
        return [`start ${next.name}#1`];
      }
      this.change(next.change);
    }
    return [];
  }

  change({ value, expected }: Change): void {
    if (expected === undefined || expected === (this.state ?? '')) this.state = value;
  }

  nextAttempt(): string[] {
    const { holder } = this;
    if (holder === undefined) return [];
    holder.attempt++;
    holder.status = 'runs';
    return [`start ${holder.name}#${String(holder.attempt)}`];
  }

  check({ view }: Story): void {
    const stored = view.scan('state', instanceId(undefined, 'Counter', 'k'));
    expect(stored.map(([name, value]) => `${name}:${textOf(value)}`)).toEqual(
      this.state === undefined ? [] : [`x:${this.state}`],
    );
  }
}

const arrives = step((model: ObjectModel) => {
  const name = model.newcomer();
  const lines = [`invoke ${name} Counter/k/add`];
  if (model.holder !== undefined) {
    model.waiting.push({ kind: 'handler', name });
    return { lines, effects: [] };
  }
  model.holder = { name, attempt: 1, status: 'runs' };
  return { lines, effects: [`start ${name}#1 with its input`] };
});

const isChanged = step((model: ObjectModel, choice) => {
  const value = String(choice % 3);
  const expected = chosen([undefined, model.state ?? '', '0'], choice);
  const change: Change = { value, ...(expected !== undefined && { expected }) };
  if (model.holder === undefined) model.change(change);
  else model.waiting.push({ kind: 'change', change });
  const state = expected === '' ? '{}' : `{x:${String(expected)}}`;
  const version = expected === undefined ? '' : ` version=${state}`;
  return { lines: [`modify-state /Counter/k x:${value}${version}`], effects: [] };
});

/** A shared handler does not wait, and sees the state as it is. */
const isRead = step((model: ObjectModel) => {
  const name = model.newcomer();
  const found = model.state === undefined ? 'void' : `"${model.state}"`;
  return {
    lines: [
      `invoke ${name} Counter/k/get shared keep=0`,
      `attempt ${name}#1 sends get-lazy-state x c1`,
      `attempt ${name}#1 sends output ""`,
      `attempt ${name}#1 ends`,
    ],
    effects: [`start ${name}#1 with its input`, `forward to ${name}#1: get-lazy-state c1 ${found}`],
  };
});

/** Something that the running holder does. */
const holder = (act: (model: ObjectModel, attempt: string, choice: number) => Told) =>
  step((model: ObjectModel, choice) => {
    if (model.holder?.status !== 'runs') return undefined;
    return act(model, `attempt ${model.holder.name}#${String(model.holder.attempt)}`, choice);
  });

const writes = holder((model, attempt, choice) => {
  model.state = String(choice % 5);
  return { lines: [`${attempt} sends set-state x ${model.state}`], effects: [] };
});

const ends = holder((model, attempt) => ({
  lines: [`${attempt} sends output "done"`, `${attempt} ends`],
  effects: model.passOn(),
}));

const suspends = holder((model, attempt) => {
  if (model.holder !== undefined) model.holder.status = 'suspended';
  // Numbers of awakeables are used once; each attempt waits for one of its own.
  return { lines: [`${attempt} suspends race(s${String(17 + (model.holder?.attempt ?? 0))})`], effects: [] };
});

const givesUp = holder((model, attempt) => {
  if (model.holder !== undefined) model.holder.status = 'paused';
  return { lines: [`${attempt} max=1 fails oops`], effects: [] };
});

const goesOn = step((model: ObjectModel) => {
  if (model.holder === undefined || model.holder.status === 'runs') return undefined;
  const { name, attempt, status } = model.holder;
  const line = status === 'paused' ? `resume ${name}` : `signal ${name} s${String(17 + attempt)} "x"`;
  return { lines: [line], effects: model.nextAttempt() };
});

const isKilled = step((model: ObjectModel) => {
  if (model.holder === undefined) return undefined;
  const { name, attempt, status } = model.holder;
  const cut = status === 'runs' ? [`abort ${name}#${String(attempt)}`] : [];
  return { lines: [`kill ${name}`], effects: [...cut, ...model.passOn()] };
});

const leavesTheLine = step((model: ObjectModel, choice) => {
  const handlers = model.waiting.filter((entry) => entry.kind === 'handler');
  const leaving = chosen(handlers, choice);
  if (leaving === undefined) return undefined;
  model.waiting.splice(model.waiting.indexOf(leaving), 1);
  return { lines: [`${choice % 2 === 0 ? 'cancel' : 'kill'} ${leaving.name}`], effects: [] };
});

const changesOwner = step((model: ObjectModel) => ({
  lines: ['new-owner'],
  effects: model.holder?.status === 'runs' ? model.nextAttempt() : [],
}));

const steps = [
  arrives,
  arrives,
  isChanged,
  isRead,
  writes,
  ends,
  suspends,
  givesUp,
  goesOn,
  isKilled,
  leavesTheLine,
  changesOwner,
];

describe('the inbox of an object', () => {
  it('does what its model does', () => {
    expectToFollow(() => new ObjectModel(), steps);
  });

  it('is seen through when one who left is still in the line', () => {
    expectToNotice(
      () => new ObjectModel(),
      steps,
      (engine) => ({
        apply: (view, input) => {
          const { changes, effects } = engine.apply(view, input);
          const kept = changes.filter(({ kind, table }) => kind !== 'delete' || table !== 'inbox');
          return { changes: kept, effects };
        },
      }),
    );
  });
});
