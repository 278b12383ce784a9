// Whether a value is what a clause states, whoever gave it: everything that is compared, described or told of one.

import { isObject, type Told } from '../border/field-forms.ts';
import type { Clause, Limit, Severity, Source } from '../clause.ts';
import { isUnit } from '../describe/quantity.ts';
import { callClasses } from '../fact.ts';
import type { ClauseStatement } from './policy.ts';

const oneOf = <T>(...words: readonly T[]): ((told: unknown) => boolean) => {
  const known: ReadonlySet<unknown> = new Set(words);
  return (told) => known.has(told);
};
const isKind = oneOf<Clause['kind']>('limit', 'duty', 'conduct');
const isSeverity = oneOf<Severity>('minor', 'major', 'critical');
const isSaidBy = oneOf<Source['kind']>('policy', 'published', 'observed', 'courtesy');
const isSeenBy = oneOf<NonNullable<Clause['escalates']>['seenBy']>('judge', 'ladder');
const isDirection = oneOf<Limit['stricter']>('higher', 'lower', 'neither', undefined);
const isClass = oneOf(...callClasses);

export function isStatement(told: unknown): told is ClauseStatement {
  if (!isObject(told)) return false;
  const { id, kind, title, section, why, source, appliesTo, limits, severity, escalates, implies, remedy } =
    told as Told<ClauseStatement>;
  return (
    areTexts([id, title, why, remedy]) &&
    isKind(kind) &&
    areAll(section, isText) &&
    isSource(source) &&
    (appliesTo === 'all' || areAll(appliesTo, isClass)) &&
    areAll(limits, isLimit) &&
    (severity === null || isSeverity(severity)) &&
    (escalates === null || isEscalation(escalates)) &&
    areAll(implies, isImplied)
  );
}

function isSource(told: unknown): boolean {
  if (!isObject(told)) return false;
  const { kind, where, date } = told as Told<Source>;
  return isSaidBy(kind) && areTexts([where, date]);
}

function isLimit(told: unknown): boolean {
  if (!isObject(told)) return false;
  const { name, value, unit, source, stricter } = told as Told<Required<Limit>>;
  return isText(name) && Number.isFinite(value) && isUnit(unit) && isSaidBy(source) && isDirection(stricter);
}

function isEscalation(told: unknown): boolean {
  if (!isObject(told)) return false;
  const { to, when, seenBy } = told as Told<NonNullable<Clause['escalates']>>;
  return isSeverity(to) && isText(when) && isSeenBy(seenBy);
}

function isImplied(told: unknown): boolean {
  if (!isObject(told)) return false;
  const { clause, because } = told as Told<Clause['implies'][number]>;
  return areTexts([clause, because]);
}

function areAll(told: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(told) && told.every(isOne);
}

function areTexts(told: readonly unknown[]): boolean {
  return told.every(isText);
}

function isText(told: unknown): boolean {
  return typeof told === 'string';
}
