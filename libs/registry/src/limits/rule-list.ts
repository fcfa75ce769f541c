import type { LimitRule } from '@perdure/model';

import type { DocumentFormat } from '../followed-document.js';
import { decodeDocument, encodeDocument } from '../json-document.js';

/** All rules of flow control, as they are stored. */
export interface RuleList {
  /** Grows by 1 with every batch that changed something; new rules take it for their version (admin-api 7). */
  readonly version: number;
  /** One per pattern. */
  readonly rules: readonly LimitRule[];
}

/** `{"format": 1, "version": n, "rules": [LimitRule, …]}` */
export const ruleListFormat: DocumentFormat<RuleList> = {
  name: 'limit-rules',
  title: 'The list of limit rules',
  empty: { version: 0, rules: [] },
  encode: encodeDocument,
  decode: (bytes) => decodeDocument('list of limit rules', bytes) as RuleList,
};
