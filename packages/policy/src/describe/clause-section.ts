// One clause as a section of the page.
import { clauseLink } from './clause-link.ts';
import type { ClauseDescription } from './describe.ts';
import { block, list, paragraphs, plain, table } from './markdown.ts';

const neverBroken = 'Nothing breaks it that a program could see: it is shown, or nobody can tell.';

export function clauseSection(clause: ClauseDescription): string {
  const { id, title, kind, section, weight, concerns, source } = clause;
  return paragraphs(
    `### ${id}`,
    `**${plain(title)}.** ${plain(clause.why)}`,
    table(
      ['kind', 'section', 'a breach is', 'concerns', 'source'],
      [[kind, section, plain(weight), plain(concerns), plain(source)]],
    ),
    numbers(clause),
    `**Decided.** ${plain(clause.decided)}`,
    `**Judged.** ${plain(clause.judged)}`,
    told('What may be attested:', clause.attestations.map(plain)),
    told(
      'Exceptions:',
      clause.exceptions.map(({ cause, opens }) => `\`${cause}\`: ${plain(opens)}`),
    ),
    told(
      'A breach of it breaks too:',
      clause.implies.map(({ clause: other, because }) => `${clauseLink(other)}: ${plain(because)}`),
    ),
    `Keeps it:`,
    block(clause.examples.keeps),
    clause.examples.breaks === null ? neverBroken : paragraphs('Breaks it:', block(clause.examples.breaks)),
    `**Remedy.** ${plain(clause.remedy)}`,
  );
}

function numbers({ numbers: all }: ClauseDescription): string {
  if (all.length === 0) return '';
  return table(
    ['number', 'value', 'said by'],
    all.map(({ name, value, source }) => [plain(name), value, source]),
  );
}

function told(lead: string, items: readonly string[]): string {
  return items.length === 0 ? '' : paragraphs(lead, list(items));
}
