import { describe, expect, test } from 'vitest';
import { type Followed, mostAgeMs, statedAges, tellingOf, upkeeps } from './stated-age.ts';

const minuteMs = 60_000;
const followed = (over: Partial<Followed> = {}): Followed => ({
  ...{ upkeep: 'stream', nowMs: 1e9, lateMs: minuteMs, readAtMs: 1e9, toldUntilMs: null },
  ...over,
});

test('what an update of a charger writes is a setting, -2 is computed, and the rest is pushed', () => {
  expect([510, 511, 520, 522, 523, 555].map(tellingOf)).toEqual(Array(6).fill('setting'));
  expect([-2, 710, 513, 99_999].map(tellingOf)).toEqual(['online', 'pushed', 'pushed', 'pushed']);
});

test('every telling has a stated age for every way of being followed; nothing is stated where nothing is read', () => {
  for (const ages of Object.values(statedAges)) {
    expect(Object.keys(ages)).toEqual([...upkeeps]);
    expect(ages.none).toBeNull();
  }
  expect(statedAges.setting.listed).toBeNull();
});

describe('the age of a value', () => {
  test('of a setting is a day while the stream is well, and minutes while the state is polled', () => {
    expect(mostAgeMs(510, followed())).toBe(86_400_000 + minuteMs);
    expect(mostAgeMs(510, followed({ upkeep: 'polled' }))).toBe(12 * minuteMs);
    expect(mostAgeMs(510, followed({ upkeep: 'polled-charging' }))).toBe(2.1 * minuteMs);
  });

  test('of what is pushed does not depend on reads while the stream is well', () => {
    expect(mostAgeMs(710, followed({ readAtMs: 0 }))).toBe(2 * minuteMs);
  });

  test('grows with time while a read is overdue, since the cloud does not answer', () => {
    const hourAgo = 1e9 - 60 * minuteMs;
    for (const id of [710, 510, -2])
      expect(mostAgeMs(id, followed({ upkeep: 'polled', readAtMs: hourAgo }))).toBe(60 * minuteMs);
  });

  test('counts from the loss of a stream that told until then, but not for settings', () => {
    const lost = followed({ upkeep: 'changing', readAtMs: 1e9 - 600 * minuteMs, toldUntilMs: 1e9 - 5 * minuteMs });
    expect(mostAgeMs(710, lost)).toBe(30 * minuteMs + minuteMs);
    expect(mostAgeMs(510, lost)).toBe(86_400_000 + 11 * minuteMs + minuteMs);
  });

  test('of a setting that was never read is not stated', () => {
    expect(mostAgeMs(510, followed({ readAtMs: null }))).toBeNull();
  });
});
