// Numbers with their units as a person says them: 3600000 ms is 1 h.
import type { Unit } from '../clause.ts';

const one: Readonly<Record<Exclude<Unit, 'ms' | '%'>, string>> = {
  times: 'time',
  requests: 'request',
  'requests/s': 'request a second',
  'requests/min': 'request a minute',
  'requests/30 min': 'request in 30 min',
  calls: 'call',
  'calls/installation': 'call per installation',
  tries: 'try',
  rows: 'row',
  'ids/h': 'id an hour',
  'logins/h': 'login an hour',
  'logins per token life': 'login per token life',
  secrets: 'secret',
  tokens: 'token',
  passwords: 'password',
};

/** Whether a caller without types names a unit. */
export function isUnit(told: unknown): told is Unit {
  return told === 'ms' || told === '%' || (typeof told === 'string' && Object.hasOwn(one, told));
}

/** From the largest down. */
const spans = [
  { ms: 86_400_000, name: 'days', fromMs: 172_800_000 },
  { ms: 3_600_000, name: 'h', fromMs: 3_600_000 },
  { ms: 60_000, name: 'min', fromMs: 120_000 },
  { ms: 1000, name: 's', fromMs: 1000 },
] as const;

/** `quantity(3_600_000, 'ms')` is `1 h`, `quantity(10, 'requests/s')` is `10 requests a second`. */
export function quantity(value: number, unit: Unit): string {
  if (unit === 'ms') return span(value);
  if (unit === '%') return `${value} %`;
  const [noun = '', ...rest] = one[unit].split(' ');
  return [value, value === 1 ? noun : plural(noun), ...rest].join(' ');
}

/** Exact: a time that has no round tenth in the larger unit is told in a smaller one. */
function span(valueMs: number): string {
  const fitting = spans.find(({ ms, fromMs }) => valueMs >= fromMs && (valueMs * 10) % ms === 0);
  return fitting === undefined ? `${valueMs} ms` : `${valueMs / fitting.ms} ${fitting.name}`;
}

function plural(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
