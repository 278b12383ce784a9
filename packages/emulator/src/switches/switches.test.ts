import { describe, expect, test } from 'vitest';
import { switchIds, switchTable } from './switch-table.ts';
import { createSwitches, switchDefaults } from './switches.ts';

test('each switch begins at its default, and what is given wins', () => {
  expect(createSwitches().all()).toEqual(switchDefaults);
  const switches = createSwitches({ 'state-cache': 'off', 'token-life-s': '3600' });
  expect(switches.all()).toEqual({ ...switchDefaults, 'state-cache': 'off', 'token-life-s': 3600 });
});

test('a turn tells what changed and nothing else, and can be undone', () => {
  const switches = createSwitches();
  const told: string[][] = [];
  const stop = switches.onChange((changed) => told.push([...changed]));
  switches.set({ 'state-cache': 'off', 'bus-order': 'in-order' });
  switches.set({ 'state-cache': 'off' });
  switches.reset();
  stop();
  switches.set({ outage: '502-html' });
  expect(told).toEqual([['state-cache'], ['state-cache']]);
});

describe('what does not exist is refused in one sentence and changes nothing', () => {
  test.each([
    [{ 'no-such': 'on' }, 'there is none called "no-such"'],
    [{ outage: 'none', 'state-cache': 'maybe' }, 'Give on, off.'],
    [{ 'token-life-s': 0 }, 'Give a whole number of s from 1 to 86400.'],
    [{ 'token-life-s': 1.5 }, '"1.5" is not one of its values'],
    [{ 'token-life-s': '1e3' }, 'Give a whole number'],
    [{ outage: ['502-html'] }, 'a list is not one of its values. Give none,'],
    [{ outage: { toString: 1 } }, 'an object is not one of its values.'],
    [{ 'token-life-s': [60] }, 'a list is not one of its values.'],
    [{ 'state-cache': { deep: 'x'.repeat(1000) } }, 'is not one of its values'],
  ])('%j', (given, sentence) => {
    const switches = createSwitches();
    expect(() => switches.set(given)).toThrow(expect.objectContaining({ code: 'bad-switch' }));
    expect(() => switches.set(given)).toThrow(sentence);
    expect(switches.all()).toEqual(switchDefaults);
  });
});

test('the table says of each switch what a client sees, how sure the default is, and where that comes from', () => {
  for (const id of switchIds) {
    const definition = switchTable[id];
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect([definition.title, definition.sees, definition.source].every((text) => text.length > 3)).toBe(true);
    if (definition.kind === 'choice') expect(new Set(definition.words).size).toBeGreaterThan(1);
    else expect(definition.default).toBeGreaterThanOrEqual(definition.least);
  }
});
