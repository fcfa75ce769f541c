import { type Difference, differences, ownHeaders } from '../corpus/differences.js';

const START = '<!-- differences: written by npm run conformance -- --record -->';
const END = '<!-- end of differences -->';

/** The same document with our part of it as the corpus has it; the part is added where there is none yet. */
export function withDifferences(document: string): string {
  const part = `${START}\n\n${render()}\n${END}`;
  const start = document.indexOf(START);
  if (start < 0) return `${document.trimEnd()}\n\n## Differences from the reference\n\n${part}\n`;
  return document.slice(0, start) + part + document.slice(document.indexOf(END) + END.length);
}

function render(): string {
  const rows = Object.values<Difference>(differences).map(
    ({ where, reference, perdure, reason }) => `| ${where} | ${reference} | ${perdure} | ${reason} |`,
  );
  const headers = ownHeaders.map(({ name, reason }) => `- \`${name}\`: ${reason}`);
  return [
    'Every request of the conformance corpus is answered as by the reference, but for these. The texts of error messages are ours',
    'where the server has to say something about a request; those that clients compare are the same.',
    '',
    '| where | the reference | Perdure | why |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...(headers.length === 0 ? [] : ['Perdure adds to its answers:', '', ...headers, '']),
  ].join('\n');
}
