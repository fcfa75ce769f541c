import { advertisedUrl, formatAddress, optionalUrl, parseAddress } from './address.js';

describe('an address', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080, 'http://127.0.0.1:8080/'],
    ['localhost:0', 'localhost', 0, 'http://localhost:0/'],
    ['[::1]:65535', '::1', 65_535, 'http://[::1]:65535/'],
    ['0.0.0.0:80', '0.0.0.0', 80, 'http://localhost:80/'],
    ['[::]:80', '::', 80, 'http://localhost:80/'],
  ])('%s is read, printed and advertised', (text, host, port, url) => {
    const address = parseAddress(text);

    expect(address).toEqual({ host, port });
    expect(formatAddress(address!)).toBe(text);
    expect(advertisedUrl(address!, 'http')).toBe(url);
  });

  it.each([
    '8080',
    ':8080',
    'localhost',
    'localhost:',
    '127.0.0.1:65536',
    '::1:8080',
    'http://localhost:80',
    '',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('the URL of a server of others', () => {
  const schema = optionalUrl({ description: '' });

  it.each([
    ['http://localhost:4318', 'http://localhost:4318/'],
    ['https://otlp.example.com/otlp?tenant=1', 'https://otlp.example.com/otlp?tenant=1'],
    [undefined, undefined],
  ])('is %j', (given, url) => {
    expect(schema.parse(given)).toBe(url);
  });

  it.each([
    '',
    'localhost:4318',
    'grpc://localhost:4317',
    'http://me:secret@localhost',
    'http://me@localhost',
  ])('%j is none', (given) => {
    expect(schema.safeParse(given).success).toBe(false);
  });
});
