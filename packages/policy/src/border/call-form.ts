// What an intent and the call that it becomes have in common.
import type { Intent } from '../decision.ts';
import { type CallFact, callClasses, causes, methods, schemes } from '../fact.ts';
import { isCountOrNull, isKnown, isName, isNameOrNull, isObject, isWords, type Told } from './field-forms.ts';

const classes: ReadonlySet<unknown> = new Set(callClasses);
const ways: ReadonlySet<unknown> = new Set(methods);
const reasons: ReadonlySet<unknown> = new Set(causes);
const doors: ReadonlySet<unknown> = new Set(schemes);

/** What both say; the rest is who asks and what it holds, or how the call went. */
export type CallForm = Omit<Intent, 'accountId' | 'heldSinceMs'>;

export function hasCallForm(told: Told<CallForm>): boolean {
  return (
    classes.has(told.class) &&
    ways.has(told.method) &&
    reasons.has(told.cause) &&
    isName(told.path) &&
    isNameOrNull(told.resource) &&
    isNameOrNull(told.installationId) &&
    isCountOrNull(told.command) &&
    isCountOrNull(told.page) &&
    (told.cursor === undefined || isName(told.cursor)) &&
    isCountOrNull(told.pageSize) &&
    Number.isSafeInteger(told.attempt) &&
    (told.attempt as number) >= 1 &&
    isNameOrNull(told.retryOf) &&
    isKnown(told.changed) &&
    isKnown(told.charging) &&
    isKnown(told.connected) &&
    isKnown(told.allowed) &&
    isKnown(told.shown) &&
    (told.userAgent === null || isWords(told.userAgent)) &&
    isNameOrNull(told.clientAddress) &&
    isDoor(told.door) &&
    isNarrowing(told.narrowing) &&
    isSets(told.sets) &&
    isWindowOrNull(told.window)
  );
}

function isDoor(told: unknown): boolean {
  if (!isObject(told)) return false;
  const { scheme, host } = told as Told<CallFact['door']>;
  return doors.has(scheme) && isName(host);
}

function isNarrowing(told: unknown): boolean {
  return told === 'none' || told === 'name' || told === 'installation';
}

function isSets(told: unknown): boolean {
  return told === null || told === 'available-current' || told === 'other';
}

function isWindowOrNull(told: unknown): boolean {
  if (told === null) return true;
  if (!isObject(told)) return false;
  const { fromAtMs, toAtMs } = told as Told<NonNullable<CallFact['window']>>;
  return Number.isFinite(fromAtMs) && Number.isFinite(toAtMs);
}
