import { z } from 'zod';

import { removeBody, upsertBody } from '../../limits/rule-body.js';
import { ruleListShape } from '../../limits/rule-json.js';
import { named } from '../api-shapes.js';
import type { Operations } from '../operation.js';
import { bodyProblems, problem, undecodable } from '../problems.js';

const upsertShape = named('UpsertLimitRulesRequest', upsertBody);
const removeShape = named('DeleteLimitRulesRequest', removeBody);
export const patternListShape = named('DeletedLimitRules', z.array(z.string()));

const answers = {
  409: problem('A rule is not in the version that was asked for. Nothing was changed.'),
  ...bodyProblems,
  422: undecodable('The body is not what is expected, or there would be too many rules.'),
};

export const limitOperations: Operations = {
  'PUT /limits/rules': {
    id: 'upsert_limit_rules',
    tag: 'limit',
    grant: 'operate',
    summary: 'Write limit rules, all or none',
    description:
      'A rule replaces the one of its pattern as a whole. A pattern is a scope, a scope and the first component of a ' +
      'limit key, or both components, each exact or `*`. Every scope and every limit key that matches is limited on ' +
      'its own, by the most specific rule. Nodes follow within seconds; nothing that runs is interrupted.',
    body: upsertShape,
    answers: { 200: { description: 'The rules as they are now.', body: ruleListShape }, ...answers },
  },
  'POST /limits/rules/bulk-delete': {
    id: 'delete_limit_rules',
    tag: 'limit',
    grant: 'operate',
    summary: 'Delete limit rules, all or none',
    description: 'Rules that do not exist are left out, unless a version is expected of them.',
    body: removeShape,
    answers: { 200: { description: 'Patterns of those deleted.', body: patternListShape }, ...answers },
  },
};
