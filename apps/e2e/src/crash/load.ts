import { randomUUID } from 'node:crypto';

import { type Answer } from '../harness/answer.js';
import { eventually } from '../harness/eventually.js';
import { type Ingress } from '../harness/ingress.js';
import { type Random } from '../harness/random.js';
import { type Receipt, type Transfer, timerAccount } from './services.js';

/** Longer than every outage, by far: who is not answered by then is stuck. */
const ANSWER_MS_MAX = 60_000;
const AMOUNT_MAX = 9;

/** What one caller asked for and was told. */
export interface Operation {
  readonly name: string;
  /** Whom it answered for; the same each time it is asked again. */
  readonly invocation: string | undefined;
  readonly status: number;
  readonly body: string;
  readonly askAgain: () => Promise<Answer>;
}

/**
 * Callers who each do one operation after the other, and ask again with the same key until they are answered. What the
 * accounts must hold at the end is counted here, before anything is asked for.
 */
export class Load {
  readonly operations: Operation[] = [];
  /** Callers who gave up, in words. */
  readonly unanswered: string[] = [];
  readonly expectedSums = new Map<string, number>();
  private readonly kinds = [
    () => this.transfer(),
    () => this.delayedTransfer(),
    () => this.add(),
    () => this.sendAdd(),
    () => this.order(),
  ] as const;
  private isOver = false;

  constructor(
    private readonly ingress: Ingress,
    private readonly random: Random,
    private readonly accounts: readonly [string, ...string[]],
  ) {}

  /** Resolves when the load is over and every caller has its last answer. */
  async run(callers: number): Promise<void> {
    await Promise.all(Array.from({ length: callers }, () => this.callUntilOver()));
  }

  end(): void {
    this.isOver = true;
  }

  private async callUntilOver(): Promise<void> {
    while (!this.isOver) {
      try {
        this.operations.push(await this.random.pick(this.kinds)());
      } catch (error) {
        this.unanswered.push(String(error));
      }
    }
  }

  private transfer(): Promise<Operation> {
    const idempotencyKey = randomUUID();
    const input = this.planTransfer(0);
    return answered('transfer', () => this.ingress.call(transferTarget, input, { idempotencyKey }));
  }

  private async delayedTransfer(): Promise<Operation> {
    const idempotencyKey = randomUUID();
    const delayMs = this.random.between(50, 1500);
    // A retried send may come first after all, so what counts is the earliest time it could have been accepted at.
    const input = this.planTransfer(Date.now() + delayMs);
    const options = { idempotencyKey, delay: `${delayMs}ms` };
    return this.sent('delayed transfer', () => this.ingress.send(transferTarget, input, options));
  }

  private add(): Promise<Operation> {
    const idempotencyKey = randomUUID();
    const { account, amount } = this.planAdd();
    const target = `E2eCrashAccount/${account}/add`;
    return answered('add', () => this.ingress.call(target, amount, { idempotencyKey }));
  }

  private sendAdd(): Promise<Operation> {
    const idempotencyKey = randomUUID();
    const { account, amount } = this.planAdd();
    const target = `E2eCrashAccount/${account}/add`;
    return this.sent('sent add', () => this.ingress.send(target, amount, { idempotencyKey }));
  }

  private async order(): Promise<Operation> {
    const workflowKey = randomUUID();
    const { account, amount } = this.planAdd();
    const target = `E2eCrashOrder/${workflowKey}`;
    const input = { from: account, amount: -amount };
    await untilAnswered(() => this.ingress.send(`${target}/run`, input));
    await untilAnswered(() =>
      this.ingress.call(`${target}/pay`, 'Ada', { idempotencyKey: `pay-${workflowKey}` }),
    );
    const workflow = { target: 'workflow', workflowName: 'E2eCrashOrder', workflowKey } as const;
    return answered('order', () => this.ingress.attach(workflow));
  }

  /** Accepted first, attached to then; the answer counts. */
  private async sent(name: string, send: () => Promise<Answer>): Promise<Operation> {
    const { id, status, text } = await untilAnswered(send);
    if (id === undefined) throw new Error(`${name} was not accepted: ${status} ${text}`);
    return answered(name, () => this.ingress.attach(id));
  }

  private planTransfer(dueMs: number): Transfer {
    const [from, to] = [this.random.pick(this.accounts), this.random.pick(this.accounts)];
    const amount = this.random.between(1, AMOUNT_MAX);
    this.expect(from, -amount);
    this.expect(to, amount);
    this.expect(timerAccount, 1);
    return { from, to, amount, dueMs };
  }

  private planAdd(): { account: string; amount: number } {
    const account = this.random.pick(this.accounts);
    const amount = this.random.between(1, AMOUNT_MAX);
    this.expect(account, amount);
    return { account, amount };
  }

  private expect(account: string, amount: number): void {
    this.expectedSums.set(account, (this.expectedSums.get(account) ?? 0) + amount);
  }
}

const transferTarget = 'E2eCrashTransfers/transfer';

async function answered(name: string, ask: () => Promise<Answer>): Promise<Operation> {
  const { id, status, text } = await untilAnswered(ask);
  return { name, invocation: id, status, body: text, askAgain: () => untilAnswered(ask) };
}

/** Asks again after a broken connection and after "not now" of a server that starts or stops. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  return eventually(
    async () => {
      const answer = await ask();
      const isTryLater =
        answer.status >= 500 && answer.headers.get('x-restate-error-source') !== 'invocation';
      return isTryLater ? undefined : answer;
    },
    { timeoutMs: ANSWER_MS_MAX, what: 'an answer to a caller' },
  );
}

export function tokenIn(body: string): string {
  return (JSON.parse(body) as Receipt).token;
}
