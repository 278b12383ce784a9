import { expect, test } from 'vitest';
import { cloudFields, cloudFlag, cloudInteger, cloudNumber, cloudText } from './cloud-value.ts';

test.each([
  ['16.000', 16],
  ['2.83012', 2.83012],
  ['-61.000', -61],
  ['1e3', 1000],
  [3.5, 3.5],
  ['', undefined],
  [' 3', undefined],
  ['3 A', undefined],
  ['0x10', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['9e999', undefined],
  [Number.NaN, undefined],
  [true, undefined],
  [null, undefined],
])('the number in %j is %j', (value, number) => {
  expect(cloudNumber(value)).toBe(number);
});

test.each([
  ['1', true],
  ['0', false],
  ['true', true],
  ['False', false],
  ['1.000', true],
  [0, false],
  [true, true],
  ['2', undefined],
  ['yes', undefined],
  ['', undefined],
  [null, undefined],
])('the boolean in %j is %j', (value, flag) => {
  expect(cloudFlag(value)).toBe(flag);
});

test('a whole number may have zeros behind the point, but nothing else', () => {
  expect(['3', '3.000', 3, '3.5', '99999999999999999999'].map(cloudInteger)).toEqual([3, 3, 3, undefined, undefined]);
});

test('absent, null and empty are no value; an object can be none', () => {
  expect([undefined, null, '', 'x', 1.5, false].map(cloudText)).toEqual([null, null, null, 'x', '1.5', '0']);
  expect(cloudText({})).toBeUndefined();
});

test('fields are found in any casing, and only in objects', () => {
  expect(cloudFields({ StateId: 1 })?.get('stateid')).toBe(1);
  expect([[], null, 'x', 7].map(cloudFields)).toEqual(Array(4).fill(undefined));
});
