import { stateVersion } from './state-version.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Versions that the command line tool was seen to send for these states. */
it.each<[version: string, ...state: Array<[name: string, value: string]>]>([
  ['47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'],
  ['68i_XTgl-kkLwO3tAQklFO-qwNPXHCKHTEz2IYM67Lw', ['k', '1']],
  ['BBKGkQvDKVPzZ8w0mr6yQFzAbmKscIwWbVkmNMR-jBA', ['k', '22']],
  ['hRQSVrYOetyzoKAdIHSLdNvwLZilMnYn7nrnaYnsVyo', ['kk', '1']],
  ['Gsk0eDHYa3hq26EOpjapYV98AmXx3jsKZu9SnhBKFjw', ['aa', '"x"'], ['v', '1']],
])('%s', (version, ...state) => {
  expect(stateVersion(state.map(([name, value]) => [name, bytes(value)]))).toBe(version);
});

it('does not depend on the order entries are given in', () => {
  const entries: Array<[name: string, value: Uint8Array]> = [
    ['\u{1f98a}', bytes('fox')],
    ['\uffff', bytes('last of the basic plane')],
    ['a', bytes('')],
  ];
  expect(stateVersion(entries.toReversed())).toBe(stateVersion(entries));
});
