import { expect, test } from 'vitest';
import { ServedWindows } from './served-windows.ts';

const window = (read: number, n: number) => ({ read, fromAt: n, toAt: n + 1, servedAt: n, pageAt: n });
const fromsOf = (windows: ServedWindows, read: number) =>
  [...windows.of(read)].map((number) => windows.at(number, 'fromAt'));

test('windows of one read come newest first, also where reads share a chain and the columns have grown', () => {
  const windows = new ServedWindows();
  for (let n = 0; n < 300; n += 1) windows.add(window(n % 3 === 0 ? 7 : 7 + 2 ** 20, n));
  expect(windows.size).toBe(300);
  expect(fromsOf(windows, 7)).toEqual(Array.from({ length: 100 }, (_, n) => 297 - 3 * n));
  expect(fromsOf(windows, 7 + 2 ** 20)).toHaveLength(200);
  expect(fromsOf(windows, 8)).toEqual([]);
});

test('beyond the bound the window added longest ago makes room, and nothing of it is found any more', () => {
  const windows = new ServedWindows(64);
  for (let n = 0; n < 150; n += 1) windows.add(window(n < 100 ? 1 : 2, n));
  expect(windows.size).toBe(64);
  expect(fromsOf(windows, 1)).toEqual(Array.from({ length: 14 }, (_, n) => 99 - n));
  expect(fromsOf(windows, 2)).toHaveLength(50);
});

test('an instant is moved to a later one only, and brought down when the clock is put back', () => {
  const windows = new ServedWindows();
  windows.add(window(1, 100));
  windows.add(window(2, 200));
  windows.moveTo(0, 'servedAt', 500);
  windows.moveTo(0, 'servedAt', 400);
  expect(windows.at(0, 'servedAt')).toBe(500);
  const back = windows.copy();
  back.capAt(150);
  expect([0, 1].map((number) => [back.at(number, 'servedAt'), back.at(number, 'pageAt')])).toEqual([
    [150, 100],
    [150, 150],
  ]);
  expect(back.at(1, 'fromAt')).toBe(200);
  expect(windows.at(0, 'servedAt')).toBe(500);
  back.add(window(1, 300));
  expect(fromsOf(windows, 1)).toEqual([100]);
  expect(fromsOf(back, 1)).toEqual([300, 100]);
});
