// The fields that a step may have: what each takes, and how it says so.
import { durationMs, instantMs } from './human-time.ts';

export interface Field<T> {
  /** For the sentence that refuses something else. */
  readonly wants: string;
  /** Undefined for what does not fit. */
  readonly read: (told: unknown) => T | undefined;
}

export const instant: Field<number> = {
  wants: 'a time from the start, such as 00:10:00',
  read: (told) => (typeof told === 'string' ? instantMs(told) : undefined),
};

export function duration(leastMs = 1, mostMs = Number.MAX_SAFE_INTEGER): Field<number> {
  return {
    wants: 'a duration such as 250ms, 15s, 20m, 2h or 3d',
    read: (told) => {
      const ms = typeof told === 'string' ? durationMs(told) : undefined;
      return ms !== undefined && ms >= leastMs && ms <= mostMs ? ms : undefined;
    },
  };
}

/** Either way. */
export const signedDuration: Field<number> = {
  wants: 'a duration such as 5m, or -5m for the past',
  read(told) {
    if (typeof told !== 'string') return undefined;
    const ms = durationMs(told.replace(/^-/, ''));
    return ms === undefined ? undefined : told.startsWith('-') ? -ms : ms;
  },
};

export function line(most: number): Field<string> {
  return {
    wants: `one line of at most ${most} characters`,
    read: (told) => (typeof told === 'string' && told.length <= most && !/[\p{Cc}]/u.test(told) ? told : undefined),
  };
}

export function text(most: number): Field<string> {
  return {
    wants: `a text of at most ${most} characters`,
    read: (told) => (typeof told === 'string' && told.length <= most ? told : undefined),
  };
}

export function oneOf<const Word extends string>(words: readonly Word[]): Field<Word> {
  return { wants: `one of ${words.join(', ')}`, read: (told) => words.find((word) => word === told) };
}

export function wholeNumber(most: number, least = 1): Field<number> {
  return {
    wants: `a whole number from ${least} to ${most}`,
    read: (told) =>
      Number.isInteger(told) && (told as number) >= least && (told as number) <= most ? (told as number) : undefined,
  };
}

export function number(wants: string, fits: (told: number) => boolean): Field<number> {
  return { wants, read: (told) => (typeof told === 'number' && fits(told) ? told : undefined) };
}

export const table: Field<Readonly<Record<string, unknown>>> = {
  wants: 'an object of names and values',
  read: (told) =>
    typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Record<string, unknown>) : undefined,
};

/** One field or the other. */
export function either<A, B>(one: Field<A>, other: Field<B>): Field<A | B> {
  return { wants: `${one.wants}, or ${other.wants}`, read: (told) => one.read(told) ?? other.read(told) };
}
