import { Http1Answers, UnreadableAnswer } from './http1-answers.js';

const read = (text: string, ...methods: string[]) => {
  const answers = new Http1Answers((index) => methods[index]);
  // Byte by byte, as it may come.
  for (const byte of Buffer.from(text, 'latin1')) answers.push(Buffer.from([byte]));
  return answers.complete.map(({ status, body }) => [status, body]);
};

it('reads answers as they come', () => {
  const text =
    'HTTP/1.1 100 Continue\r\n\r\n' +
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi' +
    'HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n' +
    'HTTP/1.1 204 No Content\r\n\r\n' +
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nin';
  expect(read(text, 'POST', 'HEAD', 'GET', 'GET')).toEqual([
    [200, 'hi'],
    [404, ''],
    [204, ''],
  ]);
});

it.each([
  [
    'an interim answer inside another',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
  ],
  ['a body without length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['a line that is no header', 'HTTP/1.1 200 OK\r\ncontent-length 2\r\n\r\n'],
  ['a control character in a header', 'HTTP/1.1 200 OK\r\nx: \0\r\n\r\n'],
  ['another protocol', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
])('refuses %s', (_, text) => {
  expect(() => read(text)).toThrow(UnreadableAnswer);
});
