// The whole policy as a page for people, docs/policy.md. `npm run docs` writes it; `npm run check` finds it stale.
import { clauses, policyInForce } from '../clauses.ts';
import { callClasses } from '../fact.ts';
import { formatFact } from '../journal/format-fact.ts';
import { describeLadder } from '../ladder/describe-ladder.ts';
import { diff } from '../versions/diff.ts';
import { policyBefore } from '../versions/policy-before.ts';
import { classWords } from './caller.ts';
import { clauseLink } from './clause-link.ts';
import { clauseSection } from './clause-section.ts';
import { type ClauseDescription, describe } from './describe.ts';
import { exampleFacts } from './example-facts.ts';
import { exceptions } from './exceptions.ts';
import { attestationFields, callFields, streamFields } from './fact-fields.ts';
import { list, paragraphs, plain, table } from './markdown.ts';

/**
 * docs/policy.md, character by character: Markdown with a heading for each clause.
 *
 * @example
 * describePolicy().split('\n')[0]; // → '# The policy, clause by clause'
 */
export function describePolicy(): string {
  const described = clauses.map(describe);
  return `${paragraphs(
    opening,
    '## At a glance',
    overview(described),
    '## Clauses',
    ...described.map(clauseSection),
    '## Exceptions',
    exceptionsInWords(),
    '## Enforcement',
    describeLadder().trimEnd(),
    '## Call classes',
    table(
      ['class', 'what belongs to it'],
      callClasses.map((name) => [`\`${name}\``, plain(classWords[name].holds)]),
    ),
    '## Facts',
    facts(),
    '## Versions',
    versions(),
  )}\n`;
}

const opening = `# The policy, clause by clause

This page is written by \`npm run docs\` from the clauses in [packages/policy/src/clauses](../packages/policy/src/clauses);
\`npm run check\` fails while the two differ. The same values are obeyed by the SDK and the gateway, enforced by the emulator
(those of \`rate-limit\`, \`token-rate\` and \`documented-only\` at once, the others by the ladder) and counted by the judge.

A **limit** is broken by a call, a **duty** by what was left undone; **conduct** shows only in what somebody attests. Each clause is judged
**kept**, **broken**, **not applicable** (nothing of the sort was seen) or **cannot tell** (the evidence does not show it). A breach is
*minor*, *major* or *critical*. **Decided** says how a call is answered before it is made: it goes, waits, never goes, or is answered
\`local\`, from what is held. *Never* is final for this need and this try of it: who gets it gives it up and does not ask again. A later
need is a new one, answered by what is known then; where time alone changes the answer, the clause states the period. **Judged** says how a history of calls is counted afterwards; the client that made the calls wrote it, or the
receiver: the cloud, or the emulator in its place. A client counts a call that was never answered as the clause says; where the cloud
served it all the same, the receiver may count one that no client could know of. Numbers are floors and never schedules: they say how often one may, not how often one should.

Numbers are said by the **policy** itself; **published** by the cloud's documentation; **observed** in what its developers said and did in
public; or they are our **courtesy** where nobody gives one: nothing a program may set loosens those.

Sources are named as in the dossier of the cloud's public facts (zaptec-api.md §…). It was collected from the cloud's public documents and
threads and is not part of this repository. In it docs/… and page/… are pages of https://docs.zaptec.com, and rules are numbered as in its §1.1.`;

function overview(described: readonly ClauseDescription[]): string {
  return table(
    ['clause', 'what is asked', 'kind', 'section', 'numbers', 'a breach is'],
    described.map((clause) => [
      clauseLink(clause.id),
      plain(clause.title),
      clause.kind,
      clause.section,
      clause.numbers.map(({ name, value }) => `${plain(name)}: ${value}`).join('; ') || 'none',
      plain(clause.weight),
    ]),
  );
}

function exceptionsInWords(): string {
  const rows = exceptions.map(({ cause, from, opens }) => [
    `\`${cause}\``,
    from.map(clauseLink).join(', ') || 'none',
    plain(opens),
  ]);
  return paragraphs(
    'The cause of a call opens these exceptions and no others.',
    table(['cause', 'to', 'what it opens'], rows),
  );
}

function facts(): string {
  const fields = (told: Readonly<Record<string, string>>) =>
    table(
      ['field', 'what it tells'],
      Object.entries(told).map(([name, words]) => [`\`${name}\``, plain(words)]),
    );
  return paragraphs(
    'A history is a sequence of facts, one JSON object a line, with `"v":1` and a `kind`. It holds no secret and no body. Instants are milliseconds since 1970. What is not known is null or `unknown` and leads to *cannot tell*, or to the laxer floor where a clause says so. Facts up to 5 s out of order are put in order; later ones are judged alone, and every verdict is then *partial*.',
    `\`\`\`json\n${exampleFacts.map(formatFact).join('\n')}\n\`\`\``,
    'A `call`:',
    fields(callFields),
    'A `stream` event:',
    fields(streamFields),
    'An `attestation`:',
    fields(attestationFields),
    examplesInWords,
  );
}

/** How the examples above are read (packages/policy/src/testing/history.ts). */
const examplesInWords = `The examples above are histories in short: on each line the second, what happened, what it was about, and what
is worth telling. \`0.5 detail c1 429 after=1\` is a detail read of charger c1 after half a second, refused with a Retry-After of 1 s. A call
is answered 200 after 20 ms unless its line says otherwise. \`x=\` repeats a line, \`every=\` says at what distance in seconds; \`try=\` and
\`of=\` name the attempt and the first try; \`from=\` is the caller's address, where the receiver wrote; \`unknown\` a charger that was unknown.`;

function versions(): string {
  const { version, date, source } = policyInForce;
  const before = policyBefore;
  return paragraphs(
    `In force: **${version}**, ${source}, read ${date}.`,
    `Before it: ${before.source} (date not known). What changed since:`,
    list(diff(before, policyInForce).map(({ sentence }) => plain(sentence))),
  );
}
