import fc from 'fast-check';
import { single } from '@perdure/model';
import type { Story } from './story.js';

/** Who takes part in random stories: few, so that they get in each other's way. */
const cast: Readonly<Record<string, string>> = {
  a: 'Counter/k/add',
  b: 'Counter/k/add key=b',
  c: 'Counter/k/add keep=0',
  d: 'Counter/k/add keep=2000 journal=500',
  reader: 'Counter/k/get shared',
  plain: 'Greeter/greet key=x keep=3000 journal=0',
  run: 'Signup/u1/run workflow',
  click: 'Signup/u1/click workflow-shared',
  wait: 'Signup/u1/wait workflow-shared keep=0',
};
export const everybody: readonly string[] = Object.keys(cast);

/** Who takes part in stories about limits: two scopes, keys of one and of two components, an object. */
const scopedCast: Readonly<Record<string, string>> = {
  ann: 'Mail/send scope=shop limit=ann',
  anna: 'Mail/send scope=shop limit=ann',
  annx: 'Mail/send scope=shop limit=ann/x',
  anny: 'Mail/send scope=shop limit=ann/x keep=0',
  ben: 'Mail/send scope=shop limit=ben',
  any: 'Mail/send scope=shop',
  one: 'Counter/k/add scope=shop',
  two: 'Counter/k/add scope=shop limit=ann',
  smith: 'Mail/send scope=forge keep=0',
};
export const tenants: readonly string[] = Object.keys(scopedCast);
const everyCast = { ...cast, ...scopedCast };

const completion = fc.integer({ min: 1, max: 6 }).map((id) => `c${String(id)}`);
const signal = fc.constantFrom('s17', 's18', 'go');
const result = fc.constantFrom('"x"', '"y"', '!"no"');
const time = fc.integer({ min: 0, max: 5000 }).map((ms) => `+${String(ms)}`);
const request = fc.constantFrom('caller=n1', 'caller=n2', 'sender=n1', '');

const awaitPoint: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(
      fc.constantFrom('race', 'all', 'any', 'all-settled', 'unknown'),
      fc.array(fc.oneof({ maxDepth: 2 }, fc.oneof(completion, signal, fc.constant('s1')), tie('node')), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([combinator, children]) => `${combinator}(${children.join(', ')})`),
})).node;

const promiseCommand = fc.oneof(
  line('get-promise p', completion),
  line('peek-promise p', completion),
  line('complete-promise p', completion, result),
);

function journalCommand(names: readonly string[], promiseWeight: number): fc.Arbitrary<string> {
  const someone = fc.constantFrom(...names, 'far');
  const callee = fc
    .constantFrom(...names.filter((name) => name !== 'run'))
    .map((name) => `${name} ${everyCast[name]!}`);
  return fc.oneof(
    { weight: promiseWeight, arbitrary: promiseCommand },
    line('output', result),
    line('set-state', fc.constantFrom('x', 'y'), fc.constant('1')),
    line('get-lazy-state x', completion),
    line('get-lazy-state-keys', completion),
    line('clear-all-state'),
    line(
      'sleep',
      completion,
      time.map((at) => `until=${at}`),
    ),
    line('call', completion, completion, callee),
    line(
      'one-way-call',
      completion,
      callee,
      time.map((at) => `at=${at}`),
    ),
    line('call c1 c2 far Far/away'),
    line('attach-invocation', completion, someone),
    line('get-invocation-output', completion, someone),
    line('cancel', someone),
    line('send-signal', someone, fc.constant('go'), result),
    line(
      'complete-awakeable',
      someone.map((name) => `${name}#17`),
      result,
    ),
    line('run', completion),
  );
}

function report(names: readonly string[], promiseWeight: number): fc.Arbitrary<string> {
  const commands = journalCommand(names, promiseWeight);
  return fc.oneof(
    { weight: 5 + promiseWeight, arbitrary: line('sends', commands) },
    line('ack sends', commands),
    line('proposes', completion, result),
    line('ack proposes', completion, result),
    { weight: 2, arbitrary: line('suspends', awaitPoint) },
    { weight: 3, arbitrary: line('ends') },
    line('fails oops'),
    line('delay=100 fails oops'),
    line('max=2 fails oops'),
    line('max=1 then=kill fails oops'),
    line('behavior=pause fails oops'),
    line('behavior=fail fails oops'),
  );
}

/**
 * A random story of some of the cast, all on stage when it begins. `#now` stands for the token of the attempt that runs when the line is told,
 * `#old` for the one before; `+500` is a time from then. Workflows are not purged: their promises go with them, waited
 * for or not, and these stories are about those that stay.
 * @param promiseWeight how much of the story is about promises, 1 being little
 */
export function storyOf(names: readonly string[], promiseWeight = 1): fc.Arbitrary<string[]> {
  const someone = fc.constantFrom(...names);
  const anyLine = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(someone, request, fc.option(time))
        .map(([name, who, at]) =>
          `invoke ${name} ${everyCast[name]!} ${who} ${at === null ? '' : `at=${at}`}`.trim(),
        ),
    },
    {
      weight: 15,
      arbitrary: line(
        'attempt',
        someone.map((name) => `${name}#now`),
        report(names, promiseWeight),
      ),
    },
    line(
      'attempt',
      someone.map((name) => `${name}#old`),
      report(names, promiseWeight),
    ),
    {
      weight: 2,
      arbitrary: line(fc.constantFrom('cancel', 'kill', 'pause', 'resume', 'purge-journal'), someone),
    },
    line('purge', fc.constantFrom(...names.filter((name) => name !== 'run'))),
    line('attach', someone, fc.constant('node=n1')),
    line('signal', someone, signal, result),
    { weight: 4, arbitrary: line('at', time) },
    { weight: 4, arbitrary: fc.constant('due') },
    fc.constant('new-owner'),
  );
  const opening = names.map((name) => `invoke ${name} ${everyCast[name]!}`);
  return fc
    .array(anyLine, { minLength: 20, maxLength: 60, size: 'max' })
    .map((lines) => [...opening, ...lines]);
}

function line(...parts: Array<string | fc.Arbitrary<string>>): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(' '));
}

/** Puts in what the line leaves open. */
export function settled(line: string, story: Story): string {
  return line
    .replace(/(\w+)#(now|old)/, (_, name: string, which: string) => {
      const attempt = story.view.get('invocation', story.names.id(name), single)?.attempt ?? 1;
      return `${name}#${String(which === 'now' ? attempt : Math.max(0, attempt - 1))}`;
    })
    .replaceAll(/\+(\d+)/g, (_, ms: string) => String(story.nowMs + Number(ms)))
    .replace(/^at (\d+)$/, 'at $1ms');
}

/** Lets everything come to its end: what runs puts out, what waits is resumed, until the last timer is due. */
export function finish(story: Story): void {
  const running = (): string[] => story.view.all('active').map(({ member }) => story.names.name(member));
  for (let round = 0; running().length > 0; round++) {
    if (round > 100) throw new Error(`NoLostInvocation: ${running().join(' ')} never end`);
    story.nowMs += 10_000;
    story.tell('due');
    for (const name of running()) {
      story.tell(`resume ${name}`);
      story.tell(settled(`attempt ${name}#now sends output "end"`, story));
      story.tell(settled(`attempt ${name}#now ends`, story));
    }
  }
}
