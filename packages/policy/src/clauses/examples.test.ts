// What docs/policy.md prints is true: the examples are judged, and no clause leaves a text out.
import { describe, expect, test } from 'vitest';
import { clauses } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import { judge } from '../judge/judge.ts';
import { history } from '../testing/history.ts';

/** Clauses that no history breaks: shown or cannot tell (the table of the policy). */
const neverBroken: readonly ClauseId[] = ['lawful-purpose', 'policy-version'];

const verdictsOn = (text: string) => judge(history(text)).verdicts;
const brokenBy = (text: string) =>
  verdictsOn(text)
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ clause }) => clause);

describe.each(clauses)('$id', (clause) => {
  const { id, examples, implies } = clause;

  test('says what it asks, why, how it is decided and judged, and what to do', () => {
    const { title, why, remedy, decided, judged, source } = clause;
    for (const sentence of [why, remedy, decided, judged]) expect(sentence).toMatch(/^[A-Z0-9].{20,}\.$/s);
    expect(title).toMatch(/^[A-Z].{5,}[^.]$/);
    expect(source.where).toMatch(/policy §|docs\/|page\/|zaptec-api\.md|HA#/);
    expect(source.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('its numbers have names of their own', () => {
    const names = clause.limits.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('');
  });

  test('is kept by the example that keeps it, and so is every other clause', () => {
    expect(verdictsOn(examples.keeps).find((verdict) => verdict.clause === id)?.verdict).toBe('kept');
    expect(brokenBy(examples.keeps)).toEqual([]);
  });

  test('is broken by the example that breaks it, and no other clause but those that it implies', () => {
    expect(examples.breaks === null).toBe(neverBroken.includes(id));
    if (examples.breaks === null) return;
    const implied = implies.map((other) => other.clause);
    expect(brokenBy(examples.breaks).filter((other) => !implied.includes(other))).toEqual([id]);
  });
});
