import type { InputSchema } from '@perdure/model';

import { IngressError } from '../errors.js';
import { checkInput } from './input-rules.js';

const json: InputSchema = { isRequired: false, contentType: 'application/json' };
const jsonWithSchema: InputSchema = { ...json, jsonSchema: { type: 'object' } };
const required: InputSchema = { isRequired: true, contentType: 'application/json' };
const bytes: InputSchema = { isRequired: false, contentType: 'application/octet-stream' };
const text: InputSchema = { isRequired: false, contentType: 'text/*' };
const anything: InputSchema = { isRequired: false, contentType: '*/*' };
const nothing: InputSchema = { isRequired: false };

function check(input: InputSchema, contentType: string | undefined, bodyLength: number): string {
  try {
    checkInput(input, contentType, bodyLength);
    return 'ok';
  } catch (error) {
    if (error instanceof IngressError) return `${error.status} ${error.message}`;
    throw error;
  }
}

const mismatch = /^400 Content-type '.*' does not match/;
const missingType = /^400 The request has no content-type/;
const missingBody = /^400 The request has no body/;
const unexpected = /^400 The handler takes no input/;

// The rows of the table in ingress-api 4.
it.each<[string, InputSchema, string | undefined, number, RegExp]>([
  ['json, no type', json, undefined, 1, missingType],
  ['json, other type', json, 'text/plain', 1, mismatch],
  ['json, other type, no body', json, 'text/plain', 0, mismatch],
  ['json, parameter', json, 'application/json; charset=utf-8', 1, /^ok$/],
  ['json, parameter after a blank', json, 'application/json ; charset=utf-8', 1, /^ok$/],
  ['json, empty type', json, '', 1, mismatch],
  ['json, upper case', json, 'APPLICATION/JSON', 1, mismatch],
  ['json, wildcard from the client', json, 'application/*', 1, mismatch],
  ['json, suffix', json, 'application/vnd.x+json', 1, mismatch],
  ['json, neither', json, undefined, 0, /^ok$/],
  ['json, no body', json, 'application/json', 0, /^ok$/],
  ['schema, no body', jsonWithSchema, 'application/json', 0, missingBody],
  ['schema, neither', jsonWithSchema, undefined, 0, /^ok$/],
  ['schema, body', jsonWithSchema, 'application/json', 1, /^ok$/],
  ['required, neither', required, undefined, 0, missingType],
  ['bytes, neither', bytes, undefined, 0, /^ok$/],
  ['bytes, no body', bytes, 'application/octet-stream', 0, /^ok$/],
  ['bytes, other type', bytes, 'application/json', 1, mismatch],
  ['text, html', text, 'text/html', 1, /^ok$/],
  ['text, json', text, 'application/json', 1, mismatch],
  ['anything, html', anything, 'text/html', 1, /^ok$/],
  ['anything, empty type', anything, '', 1, /^ok$/],
  ['anything, no type', anything, undefined, 1, missingType],
  ['nothing, neither', nothing, undefined, 0, /^ok$/],
  ['nothing, body', nothing, undefined, 1, unexpected],
  ['nothing, type', nothing, 'application/json', 0, unexpected],
])('%s', (_, input, contentType, bodyLength, expected) =>
  expect(check(input, contentType, bodyLength)).toMatch(expected),
);
