import { setTimeout as delay } from 'node:timers/promises';

import { describeAnswer } from '../answer/describe-answer.js';
import type { Stand } from '../answer/stand.js';
import type { Sequence, Step } from '../corpus/corpus.js';
import { firstAwakeableOf } from '../wire/awakeable.js';
import { exchange, type WireAnswer } from '../wire/request.js';
import type { Target } from './run-corpus.js';

const POLL_MS = 40;
const POLLS_MAX = 300;
const PLACEHOLDER = /<(\w+)(?::(\w+))?>/g;

/** The answers of a sequence, described, one per step. */
export async function runSequence(
  sequence: Sequence,
  target: Target,
  stand: Stand,
): Promise<readonly string[]> {
  const remembered = new Map<string, string>();
  const started = new Map<string, Promise<WireAnswer>>();
  const described: string[] = [];
  for (const step of sequence.steps) {
    described.push(await describeStep(step));
  }
  return described;

  async function describeStep(step: Step): Promise<string> {
    try {
      if (step.starts !== undefined) {
        const answer = ask(step);
        // A failure is told by the step that joins.
        answer.catch(() => undefined);
        started.set(step.starts, answer);
        return 'goes on';
      }
      const answer = await (step.joins === undefined ? askUntil(step) : started.get(step.joins));
      if (answer === undefined) throw new Error(`${step.joins ?? ''} was not started`);
      if (step.remember !== undefined) remembered.set(step.remember, idIn(answer));
      return describeAnswer(answer, step, stand);
    } catch (error) {
      const reason = (error as { code?: string }).code ?? (error as Error).message;
      return `no answer: ${reason}`;
    }
  }

  async function askUntil(step: Step): Promise<WireAnswer> {
    let answer = await ask(step);
    for (
      let polls = 0;
      step.until !== undefined && answer.status !== step.until && polls < POLLS_MAX;
      polls += 1
    ) {
      await delay(POLL_MS);
      answer = await ask(step);
    }
    return answer;
  }

  function ask({
    request,
    port = 'ingress',
    headers = [],
    body,
    isChunked = false,
  }: Step): Promise<WireAnswer> {
    const space = request.indexOf(' ');
    return exchange({
      url: port === 'ingress' ? target.ingressUrl : target.adminUrl,
      method: request.slice(0, space),
      target: fill(request.slice(space + 1)),
      headers: headers.map(([name, value]) => [name, fill(value)]),
      body: body === undefined ? undefined : Buffer.from(fill(body), 'latin1'),
      isChunked,
    });
  }

  function fill(text: string): string {
    return text.replaceAll(PLACEHOLDER, (_all, kind: string, name: string | undefined) => {
      if (name === undefined) return target.places[kind] ?? fail(kind);
      const id = remembered.get(name) ?? fail(name);
      return kind === 'sign' ? firstAwakeableOf(id) : id;
    });
  }
}

function fail(name: string): never {
  throw new Error(`Nothing is known as ${name}.`);
}

/** The header where there is one, or whatever the body calls its id. */
function idIn({ headers, body }: WireAnswer): string {
  const named = headers.find(([name]) => name === 'x-restate-id')?.[1];
  if (named !== undefined) return named;
  const {
    invocationId,
    new_invocation_id: restarted,
    id,
  } = JSON.parse(body.toString()) as Record<string, unknown>;
  return String(invocationId ?? restarted ?? id);
}
