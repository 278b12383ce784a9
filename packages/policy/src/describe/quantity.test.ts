import { expect, test } from 'vitest';
import type { Unit } from '../clause.ts';
import { quantity } from './quantity.ts';

test.each<[number, Unit, string]>([
  [3_600_000, 'ms', '1 h'],
  [86_400_000, 'ms', '24 h'],
  [172_800_000, 'ms', '2 days'],
  [604_800_000, 'ms', '7 days'],
  [900_000, 'ms', '15 min'],
  [120_000, 'ms', '2 min'],
  [60_000, 'ms', '60 s'],
  [1100, 'ms', '1.1 s'],
  [1000, 'ms', '1 s'],
  [1234, 'ms', '1234 ms'],
  [250, 'ms', '250 ms'],
  [0, 'ms', '0 ms'],
  [10, 'requests/s', '10 requests a second'],
  [1000, 'requests/min', '1000 requests a minute'],
  [1, 'requests', '1 request'],
  [8, 'tries', '8 tries'],
  [1, 'tries', '1 try'],
  [2, 'times', '2 times'],
  [20, 'ids/h', '20 ids an hour'],
  [1, 'logins per token life', '1 login per token life'],
  [1, '%', '1 %'],
])('%d %s is said as %s', (value, unit, said) => {
  expect(quantity(value, unit)).toBe(said);
});
