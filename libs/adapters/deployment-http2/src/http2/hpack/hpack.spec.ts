import fc from 'fast-check';
import { HpackDecoder } from './decoder.js';
import { HpackEncoder } from './encoder.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const decode = (decoder: HpackDecoder, block: Buffer): ReturnType<HpackDecoder['decode']> =>
  decoder.decode(block, 0, block.length);
const pairs = (head: readonly string[]): string[][] =>
  Array.from({ length: head.length / 2 }, (_, i) => head.slice(2 * i, 2 * i + 2));

const firstRequest = [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'];
const requests = [
  firstRequest,
  [...firstRequest, 'cache-control', 'no-cache'],
  [
    ...[':method', 'GET', ':scheme', 'https', ':path', '/index.html', ':authority', 'www.example.com'],
    ...['custom-key', 'custom-value'],
  ],
];
const plainRequests = [
  '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
  '8286 84be 5808 6e6f 2d63 6163 6865',
  '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
];
const date = 'Mon, 21 Oct 2013 20:13:21 GMT';
const location = ['location', 'https://www.example.com'];
const responses = [
  [':status', '302', 'cache-control', 'private', 'date', date, ...location],
  [':status', '307', 'cache-control', 'private', 'date', date, ...location],
  [
    ...[':status', '200', 'cache-control', 'private', 'date', 'Mon, 21 Oct 2013 20:13:22 GMT', ...location],
    ...['content-encoding', 'gzip'],
    ...['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
  ],
];
/** The examples of responses assume a table of 256 bytes; this is how an encoder says so. */
const tableOf256 = '3f e1 01';

describe('HPACK (RFC 7541, appendix C)', () => {
  test.each([
    [
      'C.2.1',
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      'custom-key',
      'custom-header',
    ],
    ['C.2.2', '040c 2f73 616d 706c 652f 7061 7468', ':path', '/sample/path'],
    ['C.2.3', '1008 7061 7373 776f 7264 0673 6563 7265 74', 'password', 'secret'],
    ['C.2.4', '82', ':method', 'GET'],
  ])('%s: one field', (_section, block, name, value) => {
    expect(decode(new HpackDecoder(1000), hex(block))).toEqual([[name, value]]);
  });

  test.each([
    ['C.3: requests', requests, plainRequests],
    [
      'C.4: requests with Huffman coding',
      requests,
      [
        '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        '8286 84be 5886 a8eb 1064 9cbf',
        '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
      ],
    ],
    [
      'C.5: responses, with eviction',
      responses,
      [
        `${tableOf256} 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a
         3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
        '4803 3330 37c1 c0bf',
        `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738
         666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33
         3630 303b 2076 6572 7369 6f6e 3d31`,
      ],
    ],
    [
      'C.6: responses with Huffman coding, with eviction',
      responses,
      [
        `${tableOf256} 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d
         29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
        '4883 640e ffc1 c0bf',
        `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7
         b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
      ],
    ],
  ])('%s', (_section, heads, blocks) => {
    const decoder = new HpackDecoder(1000);
    for (const [i, block] of blocks.entries()) expect(decode(decoder, hex(block))).toEqual(pairs(heads[i]!));
  });

  test('C.3: requests as we encode them', () => {
    const encoder = new HpackEncoder();
    for (const [i, request] of requests.entries())
      expect(encoder.encode(request)).toEqual(hex(plainRequests[i]!));
  });
});

describe('HpackEncoder', () => {
  test('what it encodes is decoded again, however the peer changes the size of the table', () => {
    const name = fc.constantFrom('x-a', 'x-b', 'accept', ':path', 'x-restate-invocation-id', 'authorization');
    const value = fc.oneof(fc.constantFrom('', 'v', 'w', '\xe9'), fc.string({ maxLength: 900 }).map(latin1));
    const request = fc.record({
      tableBytes: fc.option(fc.constantFrom(0, 40, 100, 3000, 4096, 70_000)),
      head: fc.array(fc.tuple(name, value), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (sent) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder(100_000);
        for (const { tableBytes, head } of sent) {
          if (tableBytes !== null) encoder.limitTable(tableBytes);
          expect(decode(decoder, encoder.encode(head.flat()))).toEqual(head);
        }
      }),
    );
  });

  test('a request like the last one costs a byte per field, but for what is new in each', () => {
    const encoder = new HpackEncoder();
    const head = (id: string): string[] => [
      ...[':method', 'POST', ':path', '/invoke/Greeter/greet', 'content-type', 'application/vnd.restate'],
      ...['x-restate-invocation-id', id, 'authorization', 'secret'],
    ];
    encoder.encode(head('inv_1'));
    const second = encoder.encode(head('inv_2'));

    expect(second).toHaveLength(3 + 2 + 1 + 'inv_2'.length + 2 + 1 + 'secret'.length);
    // 7.1.3: literal, never indexed.
    expect(second.includes(hex('1f 08'))).toBe(true);
  });
});

describe('HpackDecoder', () => {
  test.each([
    ['index 0', '80'],
    ['an index beyond both tables', 'be'],
    ['a string longer than the block', '40 05 61'],
    ['an integer without an end', 'ff ff'],
    ['an integer without bounds', 'ff ff ff ff ff ff ff 7f'],
    ['a table larger than allowed', '3f e2 1f'],
    ['a change of the table size behind a field', '82 20'],
    ['Huffman padding of zeros', '0f 10 81 00'],
    ['Huffman padding of a whole byte', '0f 10 82 1f ff'],
    ['the end of string inside of a Huffman string', '0f 10 84 ff ff ff fc'],
  ])('refuses %s', (_what, block) => {
    expect(() => decode(new HpackDecoder(1000), hex(block))).toThrow(/^malformed /);
  });

  test('drops a list that is too large, and goes on with the table it made', () => {
    const decoder = new HpackDecoder(100);
    const bomb = Buffer.concat([hex('40 01 61 01 62'), Buffer.alloc(1000, 0xbe)]);
    expect(decode(decoder, bomb)).toBeUndefined();
    expect(decode(decoder, hex('be'))).toEqual([['a', 'b']]);
  });
});

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
