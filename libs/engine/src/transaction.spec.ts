import type { Epoch, PartitionId } from '@perdure/model';
import { MemoryView } from './testing/memory-view.js';
import { Names } from './testing/names.js';
import { TextCodec } from './testing/text-codec.js';
import { bytesOf, textOf } from './testing/words.js';
import { Transaction } from './transaction.js';

function transactionOver(stored: Readonly<Record<string, string>>): Transaction {
  const view = new MemoryView();
  for (const [member, text] of Object.entries(stored))
    view.apply([{ kind: 'put', table: 'state', group: '/Counter/k', member, row: bytesOf(text) }]);
  const codec = new TextCodec(new Names());
  return new Transaction(view, 0, 1 as Epoch, { codec, partition: 0 as PartitionId, partitionCount: 1 });
}

const scanned = (transaction: Transaction): string[] =>
  transaction.scan('state', '/Counter/k').map(([member, row]) => `${member}=${textOf(row)}`);

describe('a transaction', () => {
  it('reads what it wrote over what is stored, in member order', () => {
    const transaction = transactionOver({ a: 'stored', b: 'stored', d: 'stored' });
    transaction.put('state', '/Counter/k', 'c', bytesOf('new'));
    transaction.put('state', '/Counter/k', 'b', bytesOf('new'));
    transaction.delete('state', '/Counter/k', 'a');

    expect(transaction.get('state', '/Counter/k', 'a')).toBeUndefined();
    expect(transaction.get('state', '/Counter/k', 'b')).toEqual(bytesOf('new'));
    expect(scanned(transaction)).toEqual(['b=new', 'c=new', 'd=stored']);
  });

  it('reads nothing of a dropped group but what it wrote afterwards', () => {
    const transaction = transactionOver({ a: 'stored', b: 'stored' });
    transaction.put('state', '/Counter/k', 'c', bytesOf('new'));
    transaction.dropGroup('state', '/Counter/k');
    transaction.put('state', '/Counter/k', 'b', bytesOf('after'));

    expect(transaction.get('state', '/Counter/k', 'a')).toBeUndefined();
    expect(transaction.get('state', '/Counter/k', 'c')).toBeUndefined();
    expect(transaction.get('state', '/Counter/k', 'b')).toEqual(bytesOf('after'));
    expect(scanned(transaction)).toEqual(['b=after']);
  });

  it('drops no group whose name merely starts alike', () => {
    const transaction = transactionOver({});
    transaction.put('state', '/Counter/k:x', 'a', bytesOf('new'));
    transaction.dropGroup('state', '/Counter/k');

    expect(transaction.get('state', '/Counter/k:x', 'a')).toEqual(bytesOf('new'));
  });

  it('knows the last of many changes as well as of few', () => {
    const transaction = transactionOver({ stored: 'stored' });
    const read = (member: string): string | undefined => {
      const row = transaction.get('state', '/Counter/k', member);
      return row && textOf(row);
    };
    const seen: Array<readonly (string | undefined)[]> = [];
    for (let count = 1; count <= 100; count++) {
      transaction.put('state', '/Counter/k', `member-${count}`, bytesOf(String(count)));
      if (count % 3 === 0) transaction.delete('state', '/Counter/k', `member-${count - 1}`);
      if (count === 50) transaction.dropGroup('state', '/Counter/k');
      seen.push([read('stored'), read(`member-${count}`), read(`member-${count - 1}`), read('member-1')]);
    }
    const before = (count: number): string | undefined =>
      count === 1 || count % 3 === 0 || count === 51 ? undefined : String(count - 1);
    expect(seen).toEqual(
      Array.from({ length: 100 }, (_, at) => at + 1).map((count) =>
        count < 50
          ? ['stored', String(count), before(count), '1']
          : [
              undefined,
              count === 50 ? undefined : String(count),
              count === 50 ? undefined : before(count),
              undefined,
            ],
      ),
    );
  });
});
