import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { judgeApart } from './judge-apart.ts';

const clause = 'export const listSpacingMs = 3_600_000;\nexport const fullReadsMs = (read: number) => read;\n';
const counting = (line: string, file = 'judge/count-x.ts') =>
  says(judgeApart, { [`packages/policy/src/${file}`]: line, 'packages/policy/src/clauses/list-cadence.ts': clause });

test('a judge that reads with the key of the ledger is told what it may share and why', () => {
  expect(counting("\nimport { callKey } from '../ledger/call-key.ts';")).toEqual([
    'packages/policy/src/judge/count-x.ts:2 imports ../ledger/call-key.ts into the judge. ' +
      'Allowed: files of judge/, types of fact.ts, clause.ts and decision.ts, and as data backoff, generalAccess, policyInForce, the clauses and their numbers; facts come in through knownFact. ' +
      'Why: a misreading that judge and decide share confirms itself.',
  ]);
});

test('every other way to read as decide reads is refused', () => {
  for (const line of [
    "import { outcomeOf } from '../outcome.ts';",
    "import type { Outcome } from '../outcome.ts';",
    "import type { Ledger } from '../ledger/ledger.ts';",
    "import { decide } from '../decide.ts';",
    "import { pauseBeforeMs } from '../backoff.ts';",
    "import { effectiveLimit } from '../terms.ts';",
    "import { bareCall } from '../border/bare-call.ts';",
    "import { fullReadsMs } from '../clauses/list-cadence.ts';",
    "import * as cadence from '../clauses/list-cadence.ts';",
    "import { clauses } from '../clauses.ts';",
    "import '../outcome.ts';",
    "await import('../outcome.ts');",
    "import { x } from '../index.ts';",
    'tally.clause.ask(ledger, intent, 0); const tally = 1;',
    'class Tally { f() { return this.clause.due(ledger, 0); } }',
    'const { due } = listCadence; const listCadence = 1;',
  ])
    expect(counting(line), line).toHaveLength(1);
});

test('numbers, shapes, the own files and tests are free', () => {
  for (const line of [
    "import { listCadence, listSpacingMs } from '../clauses/list-cadence.ts';",
    "import { backoff } from '../backoff.ts';",
    "import { generalAccess } from '../terms.ts';",
    "import { knownFact } from '../border/known-fact.ts';",
    "import type { CallFact } from '../fact.ts';",
    "import { wasServed } from './answer.ts';",
  ])
    expect(counting(line), line).toEqual([]);
  expect(counting("import { outcomeOf } from '../outcome.ts';", 'judge/answer.test.ts')).toEqual([]);
  expect(counting("import { outcomeOf } from '../outcome.ts';", 'ledger/record.ts')).toEqual([]);
});
