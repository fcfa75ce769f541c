import { normaliseDeploymentUri } from './deployment-uri.js';

it.each([
  ['http://h:1', 'http://h:1/'],
  ['HTTP://LocalHost:9080/Path', 'http://localhost:9080/Path'],
  ['https://h/a/?x=1#part', 'https://h/a/?x=1'],
  ['http://h/a', 'http://h/a'],
])('knows %s as %s', (uri, normalised) => {
  expect(normaliseDeploymentUri(uri)).toBe(normalised);
});

it.each([
  ['localhost:9080', 'The provided uri localhost:9080 is not absolute, only absolute URIs can be used.'],
  ['/a', 'The provided uri /a is not absolute, only absolute URIs can be used.'],
  ['ftp://h/', 'The provided uri ftp://h/ is neither http nor https.'],
  ['http://h:99999/', 'cannot be parsed'],
  ['http://me:hush@h/', /^(?!.*hush).*additional_headers/],
  ['http://me@h/', 'never sent'],
])('refuses %s', (uri, message) => {
  expect(() => normaliseDeploymentUri(uri)).toThrow(message);
});
