import {
  invocationIdFromBytes,
  single,
  timerMember,
  type DeploymentId,
  type InvocationId,
  type InvocationRow,
  type InvocationStatus,
  type TimerKind,
} from '@perdure/model';

import { AdminWorld } from '../../testing/admin-world.js';
import { storeInvocation, storeRow } from '../../testing/stored-invocations.js';
import type { InvocationPage } from './invocation-shapes.js';

const hourMs = 3_600_000;
const deploymentId = 'dp_11f3OZaAhj0LoOaEVlmSZbj' as DeploymentId;

/** Spread over all four partitions. */
function idOf(number: number): InvocationId {
  const bytes = new Uint8Array(24).fill(number);
  bytes[0] = (number * 64 + 32) % 256;
  return invocationIdFromBytes(bytes);
}

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
});
afterEach(() => world.close());

const given = (number: number, status: InvocationStatus, row: Partial<InvocationRow> = {}) =>
  storeInvocation(world, idOf(number), status, row);

/** Ended that many hours ago, as seen from hour 100. */
const ended = (number: number, hoursAgo: number, row: Partial<InvocationRow> = {}) =>
  given(number, 'completed', { completedAtMs: (100 - hoursAgo) * hourMs, ...row });

async function page(query = ''): Promise<InvocationPage> {
  const answer = await world.send('GET', `/invocations${query}`);
  expect(answer.status).toBe(200);
  return answer.json as InvocationPage;
}

async function list(query = ''): Promise<InvocationId[]> {
  const { invocations, next_page_token: token } = await page(query);
  expect(token).toBeUndefined();
  return invocations.map(({ id }) => id as InvocationId);
}

describe('GET /invocations', () => {
  it('lists what is unfinished by id, then what has ended, the last one first', async () => {
    const unfinished = [3, 1, 2, 4].map((number) => {
      given(number, number === 1 ? 'suspended' : 'invoked');
      return idOf(number);
    });
    for (const number of [5, 6, 7, 8]) ended(number, number);
    expect(await list()).toEqual([...unfinished.sort(), ...[5, 6, 7, 8].map(idOf)]);
  });

  it('is empty where nothing is', async () => {
    expect(await page()).toEqual({ invocations: [] });
  });

  it('shows what there is to know', async () => {
    given(1, 'backing-off', {
      target: {
        service: 'Counter',
        serviceType: 'virtual-object',
        handler: 'add',
        handlerKind: 'exclusive',
        key: 'ada',
        scope: 's',
      },
      source: { kind: 'invocation', invocationId: idOf(9), target: 'Shop/buy' },
      retention: { completionMs: 2 * hourMs, journalMs: hourMs },
      idempotencyKey: 'once',
      limitKey: 'l',
      createdAtMs: 1000,
      executeAtMs: 2000,
      startedAtMs: 3000,
      modifiedAtMs: 4000,
      pin: { deploymentId: 'dp_1' as never, protocolVersion: 6 },
      journalLength: 7,
      commandCount: 4,
      attempt: 3,
      failedAttempts: 2,
      retryAtMs: 5000,
      lastFailure: {
        code: 500,
        message: 'no',
        restateCode: 'RT0010',
        relatedCommandIndex: 2,
        relatedCommandName: 'charge',
        relatedCommandType: 0x0411,
      },
    });
    expect((await page()).invocations).toEqual([
      {
        id: idOf(1),
        status: 'backing-off',
        target: 'Counter/ada/add',
        target_service_name: 'Counter',
        target_service_ty: 'virtual_object',
        target_service_key: 'ada',
        target_handler_name: 'add',
        scope: 's',
        limit_key: 'l',
        idempotency_key: 'once',
        invoked_by: 'service',
        invoked_by_id: idOf(9),
        invoked_by_target: 'Shop/buy',
        created_at: '1970-01-01T00:00:01.000Z',
        scheduled_start_at: '1970-01-01T00:00:02.000Z',
        running_at: '1970-01-01T00:00:03.000Z',
        modified_at: '1970-01-01T00:00:04.000Z',
        completion_retention: '2h',
        journal_retention: '1h',
        pinned_deployment_id: 'dp_1',
        pinned_service_protocol_version: 6,
        journal_size: 7,
        journal_commands_size: 4,
        attempts: 3,
        failed_attempts: 2,
        next_retry_at: '1970-01-01T00:00:05.000Z',
        last_failure: {
          code: 500,
          message: 'no',
          error_code: 'RT0010',
          related_command_index: 2,
          related_command_name: 'charge',
          related_command_type: 'Run',
        },
      },
    ]);
  });

  it('shows how it ended, and until when that is known', async () => {
    const failure = { code: 409, message: 'killed', metadata: [['by', 'me']] as const };
    given(1, 'completed', {
      completedAtMs: hourMs,
      retention: { completionMs: hourMs, journalMs: 0 },
      source: { kind: 'restart', invocationId: idOf(2) },
      trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      result: { kind: 'failure', failure },
    });
    expect((await page()).invocations).toMatchObject([
      {
        status: 'completed',
        invoked_by: 'restart_as_new',
        restarted_from: idOf(2),
        trace_id: '0af7651916cd43dd8448eb211c80319c',
        completed_at: '1970-01-01T01:00:00.000Z',
        expires_at: '1970-01-01T02:00:00.000Z',
        completion_result: 'failure',
        completion_failure: { code: 409, message: 'killed', metadata: { by: 'me' } },
      },
    ]);
  });

  describe('of many', () => {
    const target = { serviceType: 'virtual-object', handlerKind: 'exclusive' } as const;
    beforeEach(() => {
      given(1, 'invoked', { createdAtMs: Date.UTC(2026, 10, 1) });
      given(2, 'inboxed', { target: { ...target, service: 'Counter', handler: 'add', key: 'ada' } });
      given(3, 'scheduled', {
        target: { ...target, service: 'Counter', handler: 'set', key: 'bob', scope: 's' },
      });
      given(4, 'suspended', { pin: { deploymentId, protocolVersion: 6 } });
      given(5, 'paused', { lastFailure: { code: 500, message: 'Connection REFUSED' } });
      given(6, 'backing-off', { retryAtMs: 1, lastFailure: { code: 500, message: 'too late' } });
      ended(7, 1, { result: { kind: 'failure', failure: { code: 409, message: 'refused' } } });
      ended(8, 2, { createdAtMs: Date.UTC(2026, 10, 2) });
    });

    it.each<[query: string, numbers: number[]]>([
      ['status=running', [1]],
      ['status=pending', [2]],
      ['status=scheduled', [3]],
      ['status=suspended,paused', [4, 5]],
      ['status=backing-off&status=completed', [6, 7, 8]],
      ['status=completed', [7, 8]],
      ['service=Counter', [2, 3]],
      ['service=Counter&handler=add', [2]],
      ['key=bob', [3]],
      ['scope=s', [3]],
      [`deployment=${deploymentId}`, [4]],
      ['deployment=dp_none', []],
      ['service=Nope', []],
      ['failure=refused', [5, 7]],
      ['failure=409', [7]],
      ['failure=REFUSED&status=paused', [5]],
      ['created_after=2026-11-01', [1, 8]],
      ['created_after=2026-11-01T12:00:00%2B02:00', [8]],
      ['created_after=2026-11-01&created_before=2026-11-01T00:00:00Z', [1]],
      ['unknown=1&status=running', [1]],
    ])('finds ?%s', async (query, numbers) => {
      const found = await list(`?${query}`);
      expect(found.toSorted()).toEqual(numbers.map(idOf).toSorted());
    });

    it.each([
      ['status=nope', 'status: unknown variant `nope`, expected one of `pending`, `scheduled`, `running`'],
      ['created_after=yesterday', 'created_after: expected a time such as'],
      ['created_before=2026-13-01', 'created_before: expected a time such as'],
      ['limit=0', 'limit: expected a number from 1 to 1000'],
      ['limit=1001', 'limit: expected a number from 1 to 1000'],
      ['limit=x', 'limit: invalid digit found in string'],
      ['page_token=zzz', 'page_token: expected a token of an earlier page'],
      ['service=a&service=b', 'duplicate field `service`'],
    ])('cannot read ?%s', async (query, problem) => {
      const answer = await world.send('GET', `/invocations?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(`Failed to deserialize query string: ${problem}`);
    });

    it.each([1, 2, 3, 7, 8])('goes through all of them in pages of %i, each once', async (limit) => {
      const everything = await list();
      const found: string[] = [];
      let token: string | undefined;
      do {
        const next = await page(`?limit=${limit}${token === undefined ? '' : `&page_token=${token}`}`);
        expect(next.invocations.length).toBeLessThanOrEqual(limit);
        found.push(...next.invocations.map(({ id }) => id));
        token = next.next_page_token;
      } while (token !== undefined);
      expect(found).toEqual(everything);
    });

    it('loses nothing that ends while somebody pages through', async () => {
      const first = await page('?limit=3');
      const seen = new Set(first.invocations.map(({ id }) => id));
      const unseen = [1, 2, 3, 4, 5, 6].map(idOf).filter((id) => !seen.has(id));
      for (const id of unseen) {
        storeInvocation(world, id, 'completed', { completedAtMs: 200 * hourMs });
        storeRow(world, id, 'active', single, id, 'completed');
      }
      const rest = await page(`?page_token=${first.next_page_token ?? ''}`);
      expect(rest.invocations.map(({ id }) => id)).toEqual(expect.arrayContaining(unseen));
      expect(rest.next_page_token).toBeUndefined();
    });
  });

  it('passes over timers that mean something else', async () => {
    ended(1, 1);
    for (const kind of ['sleep', 'start', 'retry', 'purge-journal'] satisfies TimerKind[]) {
      const timer = { kind, invocationId: idOf(2), dueAtMs: 999 * hourMs, completionId: 1 };
      storeRow(world, idOf(2), 'timer', single, timerMember(timer), timer);
    }
    expect(await list()).toEqual([idOf(1)]);
  });

  it('lists once what ends while it looks', async () => {
    ended(1, 1);
    storeRow(world, idOf(1), 'active', single, idOf(1), 'invoked');
    expect(await list()).toEqual([idOf(1)]);
    expect(await list('?status=running')).toEqual([]);
  });

  it('passes over what is gone by the time it looks', async () => {
    storeRow(world, idOf(1), 'active', single, idOf(1), 'invoked');
    given(2, 'invoked');
    expect(await list()).toEqual([idOf(2)]);
  });

  it('looks at no more than 5000 for one page, and says where it stopped', async () => {
    for (let number = 0; number < 6000; number++) {
      const timer = {
        kind: 'sleep',
        invocationId: idOf(2),
        dueAtMs: 999 * hourMs,
        completionId: number,
      } as const;
      storeRow(world, idOf(2), 'timer', single, timerMember(timer), timer);
    }
    ended(1, 1);
    const first = await page();
    expect(first.invocations).toEqual([]);
    const second = await page(`?page_token=${first.next_page_token ?? ''}`);
    expect(second).toMatchObject({ invocations: [{ id: idOf(1) }] });
    expect(second.next_page_token).toBeUndefined();
  });
});
