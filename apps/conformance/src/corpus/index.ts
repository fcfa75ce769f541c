import { asking } from './asking.js';
import { awakeables } from './awakeables.js';
import type { Section } from './corpus.js';
import { delays } from './delays.js';
import { invocations } from './invocations.js';
import { invoking } from './invoking.js';
import { paths } from './paths.js';
import { registry } from './registry.js';
import { repeating } from './repeating.js';
import { scopes } from './scopes.js';

export const corpus: readonly Section[] = [
  ...paths,
  ...invoking,
  ...delays,
  ...repeating,
  ...asking,
  ...awakeables,
  ...scopes,
  ...registry,
  ...invocations,
];
