// What single fields of facts and intents must look like. Asked of every fact and every intent, so it stays cheap.
import { longestText, longestWords } from './cut.ts';

export type Told<Kind> = { readonly [Field in keyof Kind]: unknown };

export function isObject(told: unknown): told is object {
  return typeof told === 'object' && told !== null;
}

export function isName(told: unknown): told is string {
  return typeof told === 'string' && told.length <= longestText;
}

export function isNameOrNull(told: unknown): told is string | null {
  return told === null || isName(told);
}

export function isWords(told: unknown): boolean {
  return typeof told === 'string' && told.length <= longestWords;
}

export function isCountOrNull(told: unknown): told is number | null {
  return told === null || (Number.isSafeInteger(told) && (told as number) >= 0);
}

/** What was counted or measured; nothing is measured below 0. */
export function isMeasureOrNull(told: unknown): boolean {
  return told === null || (Number.isFinite(told) && (told as number) >= 0);
}

/** A duration that an answer told: one that is no number of milliseconds is read as not told, wherever it is used. */
export function isToldOrNull(told: unknown): boolean {
  return told === null || typeof told === 'number';
}

export function isKnown(told: unknown): boolean {
  return told === 'unknown' || told === 'yes' || told === 'no';
}
