import { jwtAlgorithms, type JwtAlgorithm } from '@perdure/access';
import { hourMs, minuteMs } from '@perdure/model';
import { z } from 'zod';

import { duration } from '../fields/duration.js';
import { keySetUrl } from '../fields/key-set-url.js';
import { optionalFile, optionalText, words } from '../fields/text.js';

/** JWTs that are accepted besides API keys: those of one issuer, once it is known where its keys are. */
export const jwtSection = z.strictObject({
  jwksUrl: keySetUrl({ description: 'Where the issuer publishes its keys (JSON Web Key Set).' }),
  jwksFile: optionalFile({ description: 'The same in a file, read at start.' }),
  jwksCooldownMs: duration({
    description:
      'After the keys were fetched, a token with an unknown key makes the server fetch them again only once so much ' +
      'time has passed.',
    default: '30s',
    maxMs: hourMs,
  }),
  issuer: optionalText({ description: 'What `iss` must be.' }),
  audience: optionalText({ description: 'What `aud` must be, or hold.' }),
  grantsClaim: optionalText({
    description:
      'The claim that holds the grants, as a text with blanks between them or as a list; a path such as ' +
      '`realm_access.roles` leads to one inside another.',
    default: 'scope',
  }),
  algorithms: words<JwtAlgorithm>({
    description: 'Signatures that are accepted.',
    default: 'RS256,PS256,ES256,EdDSA',
    words: jwtAlgorithms,
  }),
  clockToleranceMs: duration({
    description: 'How far the clocks of issuer and server may be apart.',
    default: '30s',
    maxMs: 5 * minuteMs,
  }),
});
