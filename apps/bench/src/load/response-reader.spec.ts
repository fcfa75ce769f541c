import { ResponseReader } from './response-reader.js';

const answer = (status: number, body: string): Buffer =>
  Buffer.from(`HTTP/1.1 ${status} Any\r\nX-Id: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

describe('the response reader', () => {
  it('finds the end of an answer wherever the network cuts it', () => {
    const bytes = answer(202, '{"id":"inv"}');
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const reader = new ResponseReader();

      expect(reader.push(bytes.subarray(0, cut))).toBe(false);
      expect(reader.push(bytes.subarray(cut))).toBe(true);
      expect(reader).toMatchObject({ status: 202, preview: '' });
    }
  });

  it('does not keep what it was given, because the buffer is filled again', () => {
    const reader = new ResponseReader();
    const received = Buffer.from('HTTP/1.1 200 OK\r\ncontent-le');
    reader.push(received);
    received.fill('x');

    expect(reader.push(Buffer.from('ngth: 0\r\n\r\n'))).toBe(true);
  });

  it('shows how an answer that is not a success begins, until the next one', () => {
    const reader = new ResponseReader();
    reader.push(answer(503, 'not now'));
    expect(reader.preview).toContain('not now');

    reader.push(answer(200, ''));
    expect(reader.preview).toBe('');
  });

  it.each([
    ['more bytes than announced', `${answer(200, 'a').toString()}HTTP/1.1`],
    ['a body without an announced length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => new ResponseReader().push(Buffer.from(text))).toThrow(/announce/);
  });
});
