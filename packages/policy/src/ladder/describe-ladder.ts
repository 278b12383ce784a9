// The ladder as a page of the law: its steps in words, then every number with its reason.
// Invariant: each number stands here as it is counted with; none is written twice.
import { clauses } from '../clauses.ts';
import { paragraphs, table } from '../describe/markdown.ts';
import { spanText } from './instant-text.ts';
import { type LadderRule, ladderRules } from './ladder-rules.ts';

/**
 * Markdown: a paragraph, the steps, the numbers; no heading.
 *
 * @example
 * describeLadder().includes('| formal warning | 10 points |'); // → true
 */
export function describeLadder(): string {
  return paragraphs(
    `A *finding* is one episode of one clause: breaches less than ${said('episodeGapMs')} apart. It is worth ` +
      `${said('minorPoints')} when minor, ${said('majorPoints')} when major, ${said('criticalPoints')} when critical, ` +
      `and the same once more each time that it has lasted another ${said('episodeHourMs')}; one that worsens is worth the ` +
      `difference. Half of the points are gone after each ${said('halfLifeMs')}. Failed logins carry no account: they ` +
      `count against the address that they came from, and never against an account. ${worsening()}`,
    table(['step', 'what brings it', 'what it means', 'how it ends'], steps()),
    'A finding brings one step at most. Nothing gets harder by the mere passing of time. A suspension pays for what led ' +
      `to it: at most ${said('servedPoints')} are left, and what is found after its end is a new finding. While it runs, ` +
      `the episode that led to it is a critical finding again only when it has lasted another ${said('episodeHourMs')}. Operators ` +
      'reinstate, waive a clause for an account, and give it a tier; each of it is logged with who, when and why.',
    'The policy names the steps (§8) and not one of their numbers; all of these are ours (*courtesy*), also when a warning ' +
      'fades (`warningFadesPoints`), what a suspension leaves (`servedPoints`) and what a step still names (`namedPoints`):',
    table(['number', 'value', 'why'], numbers()),
  );
}

/** What weighs more in spite of a warning. */
function worsening(): string {
  const ids = clauses.filter(({ escalates }) => escalates?.seenBy === 'ladder').map(({ id }) => `\`${id}\``);
  return `In spite of a warning that named them ${said('heedMs')} ago, breaches weigh more of: ${ids.join(', ')}.`;
}

function steps(): readonly (readonly string[])[] {
  const often = `suspension number ${ladderRules.terminatingSuspensions.value} within ${said('suspensionsWithinMs')}`;
  return [
    [
      'formal warning',
      `${said('warningPoints')}`,
      'the clauses, the evidence and what to do are told; a clause that is found later is named too',
      `by itself, when ${said('warningFadesPoints')} are left`,
    ],
    [
      'suspension',
      `${said('suspensionPoints')}, or a major episode that goes on for ${said('heedMs')} after a warning`,
      'calls are refused with 403, which names the clause and the end',
      `by itself: after ${said('firstSuspensionMs')} the first time, ${ladderRules.suspensionGrowth.value} times as ` +
        `long each time, at most ${said('longestSuspensionMs')}; the account is back as warned`,
    ],
    [
      'termination',
      `${often}, or a critical finding after a suspension was pronounced, also while it runs`,
      'calls are refused with 403',
      'by an operator',
    ],
  ];
}

function numbers(): readonly (readonly string[])[] {
  return Object.entries(ladderRules).map(([name, rule]) => [`\`${name}\``, valueText(rule), rule.why]);
}

function said(name: keyof typeof ladderRules): string {
  return valueText(ladderRules[name]);
}

function valueText({ value, unit }: LadderRule): string {
  switch (unit) {
    case 'ms':
      return spanText(value);
    case 'points':
      return value === 1 ? '1 point' : `${value} points`;
    case 'times':
      return String(value);
  }
}
