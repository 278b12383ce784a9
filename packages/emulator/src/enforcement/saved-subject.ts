// What the ladder remembers of one subject as JSON, and back. Whatever does not fit is refused before anything is built.
// Bound: that of a subject's record, 50 kB for the worst and 1 kB for one with a slip.
import { type ClauseId, type Evidence, isClauseId, type Ladder, type Step, standingKinds } from '@fairlead/policy';
import { number, oneOf, record, text, unreadable } from '../world/snapshot.ts';

type Held = Ladder['subjects']['account'] extends Map<string, infer One> ? One : never;
type Fields = Readonly<Record<string, unknown>>;

const severities = ['minor', 'major', 'critical'] as const;
const rules = [
  ...(['points', 'named-too', 'went-on', 'suspended-too-often'] as const),
  ...(['critical-after-suspension', 'reinstated'] as const),
] as const satisfies Step['because']['rule'][];

/** Maps as lists of pairs; an instant before all others as null, since JSON has no infinity. */
export function savedSubject(held: Held): object {
  const { warning, seenAtMs, settledUpToMs } = held;
  return {
    ...held,
    seenAtMs: Number.isFinite(seenAtMs) ? seenAtMs : null,
    settledUpToMs: Number.isFinite(settledUpToMs) ? settledUpToMs : null,
    byClause: [...held.byClause],
    warning: warning && { ...warning, namedAtMs: [...warning.namedAtMs] },
  };
}

export function readSubject(raw: Fields, where: string): Held {
  const figure = (name: string) => number(raw[name], `${where}.${name}`);
  return {
    subject: readWhom(raw['subject'], where),
    seenAtMs: orNever(raw['seenAtMs'], where),
    points: figure('points'),
    byClause: new Map(
      pairsOf(raw['byClause'], where, (value) => readRecord(record(value, where), `${where}.byClause`)),
    ),
    warning: orNull(raw['warning'], where, (warning) => ({
      atMs: number(warning['atMs'], where),
      step: readStep(record(warning['step'], where), where),
      namedAtMs: new Map(pairsOf(warning['namedAtMs'], where, (value) => number(value, where))),
    })),
    suspension: orNull(raw['suspension'], where, (suspension) => ({
      untilMs: number(suspension['untilMs'], where),
      step: readStep(record(suspension['step'], where), where),
      clause: readClause(suspension['clause'], where),
    })),
    suspensions: figure('suspensions'),
    suspendedAtMs: listOf(raw['suspendedAtMs'], where).map((value) => number(value, where)),
    termination: orNull(raw['termination'], where, (termination) => ({
      step: readStep(record(termination['step'], where), where),
      clause: readClause(termination['clause'], where),
    })),
    settledUpToMs: orNever(raw['settledUpToMs'], where),
  };
}

export function readStep(raw: Fields, where: string): Step {
  const because = record(raw['because'], where);
  return {
    subject: readWhom(raw['subject'], where),
    atMs: number(raw['atMs'], where),
    from: oneOf(standingKinds, raw['from'], where),
    to: oneOf(standingKinds, raw['to'], where),
    untilMs: raw['untilMs'] === null ? null : number(raw['untilMs'], where),
    because: {
      rule: oneOf(rules, because['rule'], where),
      clauses: listOf(because['clauses'], where).map((clause) => readClause(clause, where)),
      sentence: text(because['sentence'], where),
    },
    evidence: listOf(raw['evidence'], where).map((one) => readEvidence(record(one, where), where)),
  };
}

export function readWhom(raw: unknown, where: string): Step['subject'] {
  const { kind, id } = record(raw, where);
  return { kind: oneOf(['account', 'address'] as const, kind, where), id: text(id, where) };
}

export function readClause(raw: unknown, where: string): ClauseId {
  if (typeof raw === 'string' && isClauseId(raw)) return raw;
  throw unreadable(`${where} names a clause that the policy has not`);
}

export function listOf(raw: unknown, where: string): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  throw unreadable(`${where} lacks a list`);
}

function readRecord(raw: Fields, where: string): Held['byClause'] extends Map<ClauseId, infer One> ? One : never {
  const figure = (name: string) => number(raw[name], `${where}.${name}`);
  return {
    severity: oneOf(severities, raw['severity'], where),
    startAtMs: figure('startAtMs'),
    endAtMs: figure('endAtMs'),
    hours: figure('hours'),
    points: figure('points'),
    pointsAtMs: figure('pointsAtMs'),
    episodes: figure('episodes'),
    breaches: figure('breaches'),
    firstAtMs: figure('firstAtMs'),
    what: text(raw['what'], where),
  };
}

function readEvidence(raw: Fields, where: string): Evidence {
  const figure = (name: string) => number(raw[name], `${where}.${name}`);
  return {
    clause: readClause(raw['clause'], where),
    severity: oneOf(severities, raw['severity'], where),
    points: figure('points'),
    episodes: figure('episodes'),
    breaches: figure('breaches'),
    firstAtMs: figure('firstAtMs'),
    lastAtMs: figure('lastAtMs'),
    what: text(raw['what'], where),
    remedy: text(raw['remedy'], where),
  };
}

function pairsOf<T>(raw: unknown, where: string, read: (value: unknown) => T): [ClauseId, T][] {
  return listOf(raw, where).map((pair) => {
    const [clause, value] = listOf(pair, where);
    return [readClause(clause, where), read(value)];
  });
}

function orNull<T>(raw: unknown, where: string, read: (fields: Fields) => T): T | null {
  return raw === null ? null : read(record(raw, where));
}

function orNever(raw: unknown, where: string): number {
  return raw === null ? Number.NEGATIVE_INFINITY : number(raw, where);
}
