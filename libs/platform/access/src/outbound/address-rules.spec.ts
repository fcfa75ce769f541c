import { type Destination, parseAddressPattern } from './address-pattern.js';
import { AddressRules } from './address-rules.js';

const patterns = (texts: string) =>
  texts === '' ? [] : texts.split(' ').map((text) => parseAddressPattern(text)!);
const rules = (allowed: string, denied = '') => new AddressRules(patterns(allowed), patterns(denied));
const to = (uri: string): Destination => {
  const { protocol, hostname, port } = new URL(uri);
  const isTls = protocol === 'https:';
  const standard = isTls ? 443 : 80;
  return { isTls, host: hostname.replace(/[[\]]/g, ''), port: port === '' ? standard : Number(port) };
};

describe('an allowed address', () => {
  it.each([
    ['*', 'http://any:1', '10.0.0.1', true],
    ['*.svc', 'http://orders.svc', '10.0.0.1', true],
    ['*.svc', 'http://ORDERS.svc.:9080', '10.0.0.1', true],
    ['*.svc', 'http://svc', '10.0.0.1', false],
    ['*.svc', 'http://orders.svc.evil.com', '10.0.0.1', false],
    ['a.svc', 'http://axsvc', '10.0.0.1', false],
    ['https://*', 'http://a', '10.0.0.1', false],
    ['https://*', 'https://a', '10.0.0.1', true],
    ['*:9080', 'http://a:9081', '10.0.0.1', false],
    ['https://orders:443', 'https://orders', '10.0.0.1', true],
    ['10.0.0.0/8', 'http://named', '10.9.9.9', true],
    ['10.0.0.0/8', 'http://named', '11.0.0.1', false],
    ['10.0.0.0/8:9080', 'http://named:80', '10.0.0.1', false],
    ['10.0.0.7', 'http://10.0.0.7', '10.0.0.7', true],
    ['10.0.0.0/8', 'http://named', '::ffff:10.0.0.1', true],
    ['10.0.0.0/8', 'http://named', '::ffff:a00:1', true],
    ['[fd00::]/8:9080', 'http://named:9080', 'fd12::1', true],
    ['fd00::/8', 'http://[fd12::1]', 'fd12::1', true],
    ['fd00::/8', 'http://named', 'fe80::1%eth0', false],
    ['fe80::/10', 'http://named', 'fe80::1%eth0', true],
    ['arn:*', 'http://a', '10.0.0.1', false],
  ])('by %s: %s at %s is one: %s', (allowed, uri, ip, isPermitted) =>
    expect(rules(allowed).permits(to(uri), ip)).toBe(isPermitted),
  );

  it.each([
    ['named.evil.com', '169.254.169.254'],
    ['named.evil.com', '::ffff:169.254.169.254'],
    ['169.254.169.254', '169.254.169.254'],
  ])('is not one that is denied: %s at %s', (host, ip) =>
    expect(rules('*', '169.254.0.0/16').permits(to(`http://${host}`), ip)).toBe(false),
  );

  it('need not be looked up when it cannot be allowed', () => {
    expect(rules('*.svc').mayPermit(to('http://evil.com'))).toBe(false);
    expect(rules('*', 'evil.com').mayPermit(to('http://evil.com'))).toBe(false);
    expect(rules('*', '10.0.0.0/8').mayPermit(to('http://evil.com'))).toBe(true);
    expect(rules('10.0.0.0/8').mayPermit(to('http://named'))).toBe(true);
    expect(rules('10.0.0.0/8:1').mayPermit(to('http://named'))).toBe(false);
  });

  it('may be that of a function', () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders:3';

    expect(rules('*').permitsLambda(arn)).toBe(true);
    expect(rules('arn:aws:lambda:*:123456789012:function:*').permitsLambda(arn)).toBe(true);
    expect(rules('arn:aws:lambda:*:1234:function:*').permitsLambda(arn)).toBe(false);
    expect(rules('*.svc https://*').permitsLambda(arn)).toBe(false);
    expect(rules('*', 'arn:*').permitsLambda(arn)).toBe(false);
  });
});

it.each([
  '',
  'http://',
  'ftp://a',
  'a/8',
  '10.0.0.0/33',
  'a:b',
  'a:99999',
  'http://a/path',
  '10.*',
  'arn:a b',
])('"%s" is no pattern of addresses', (text) => expect(parseAddressPattern(text)).toBeUndefined());
