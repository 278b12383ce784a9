// Which of two numbers asks more of a caller. Numbers of one kind are brought to one measure first.
import type { Limit, Unit } from '../clause.ts';

/** Requests in a while, as requests a second. */
const perSecond: Partial<Readonly<Record<Unit, number>>> = {
  'requests/s': 1,
  'requests/min': 1 / 60,
  'requests/30 min': 1 / 1800,
};

/** `unlike`: the two cannot be held against each other. */
export function compareStrictness(from: Limit, to: Limit): 'tightened' | 'loosened' | 'same' | 'unlike' {
  if (measureOf(from) !== measureOf(to)) return 'unlike';
  const [before, after] = [amountOf(from), amountOf(to)];
  if (before === after) return 'same';
  const direction = directionOf(from);
  if (direction === 'neither' || direction !== directionOf(to)) return 'unlike';
  return after > before === (direction === 'higher') ? 'tightened' : 'loosened';
}

function measureOf({ unit }: Limit): string {
  return perSecond[unit] === undefined ? unit : 'requests/s';
}

function amountOf({ value, unit }: Limit): number {
  return value * (perSecond[unit] ?? 1);
}

function directionOf({ stricter, unit }: Limit): 'higher' | 'lower' | 'neither' {
  return stricter ?? (unit === 'ms' ? 'higher' : 'lower');
}
