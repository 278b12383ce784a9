// What a scenario file may say, and the sentence for what it may not: where, what is wrong, and what to do.
import { describe, expect, test } from 'vitest';
import { durationMs, durationText, instantMs, instantText } from './human-time.ts';
import { namedScenario } from './named-scenarios.ts';
import { readScenario } from './read-scenario.ts';
import { type ScenarioStep, scenarioNames } from './scenario.ts';
import { parseScenario } from './scenario-text.ts';

const file = (...steps: unknown[]) => ({ name: 'mine', lasts: '01:00:00', steps });
const refusal = (told: unknown): string => {
  try {
    readScenario(told);
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-scenario' });
    return (error as Error).message;
  }
  return 'nothing is wrong';
};

describe('times as people write them', () => {
  test.each([
    ['00:10:00', 600_000],
    ['336:00:00', 14 * 86_400_000],
    ['00:60:00', undefined],
    ['10:00', undefined],
    ['', undefined],
  ])('the instant %s', (text, ms) => {
    expect(instantMs(text)).toBe(ms);
    if (ms !== undefined) expect(instantText(ms)).toBe(text);
  });

  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['15m', 900_000],
    ['3d', 259_200_000],
    ['01:30:00', 5_400_000],
    ['15 m', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
  ])('the duration %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    if (ms !== undefined) expect(durationMs(durationText(ms))).toBe(ms);
  });
});

test.each(scenarioNames)('%s can be read, is called what its file is, and says what it rehearses', (name) => {
  const scenario = namedScenario(name);
  expect(readScenario(scenario).name).toBe(name);
  expect(scenario.about.length).toBeGreaterThan(40);
});

test('every kind of step can be written, with all that it takes', () => {
  const steps: ScenarioStep[] = [
    { at: '00:00:00', do: 'say', say: 'Now.' },
    { at: '00:00:00', do: 'detach-readers' },
    { at: '00:00:00', do: 'rotate-bus-keys' },
    { at: '00:00:00', do: 'revoke-tokens' },
    { at: '00:00:00', do: 'cut-bus', for: '15m' },
    { at: '00:00:00', do: 'go-dark', for: '1s' },
    { at: '00:01:00', do: 'fault', kind: 'status', status: 503, body: 'x', contentType: 'text/plain', when: 'after' },
    { at: '00:01:00', do: 'fault', kind: 'hang', after: '5s', path: '/api/', method: 'GET', count: 2, share: 0.5 },
    { at: '00:01:00', do: 'fault', kind: 'slow', delay: '2s' },
    { at: '00:02:00', do: 'switch', to: { outage: 'hang' }, for: '15m' },
    { at: '00:02:00', do: 'remove-subscription', of: 'group', for: '1m' },
    { at: '00:02:00', do: 'remove-subscription', of: 1 },
    { at: '00:02:00', do: 'skew-clocks', by: '-5m' },
    { at: '00:02:00', do: 'neighbour', every: '100ms' },
    { at: '00:02:00', do: 'offline', charger: 1, for: '10m' },
    { at: '00:02:00', do: 'plug', charger: 1, takesKwh: 4.5 },
    { at: '01:00:00', do: 'unplug', charger: 1 },
  ];
  const script = readScenario(file(...steps));
  expect(script.steps).toHaveLength(steps.length);
  expect(script.steps[7]?.act).toEqual({
    do: 'fault',
    fault: { kind: 'hang', afterMs: 5_000 },
    match: { path: '/api/', method: 'GET' },
    often: { count: 2, share: 0.5 },
  });
  expect(script.steps[12]?.act).toEqual({ do: 'skew-clocks', byMs: -300_000 });
  expect(script.steps[4]).toMatchObject({ number: 5, atMs: 0, untilMs: 900_000 });
});

describe('what is wrong is said with its step', () => {
  const cut = { at: '00:10:00', do: 'cut-bus' };
  test.each<[string, unknown, string]>([
    ['no object', [], 'it is no object.'],
    ['no name', { lasts: '1h', steps: [] }, 'it has no "name". Give a name of letters, digits and dashes.'],
    ['no end', { name: 'x', steps: [] }, 'it has no "lasts". Give how long it lasts'],
    ['too long', { name: 'x', lasts: '15d', steps: [] }, 'it has "lasts": "15d", which does not fit.'],
    ['too many', { name: 'x', lasts: '1h', steps: Array(101).fill(cut) }, 'a list of at most 100 steps'],
    ['a stray field', { ...file(), author: 'me' }, 'it has "author", which it does not take. It takes name, lasts'],
    ['a step that is text', file('cut-bus'), 'step 1 is no object.'],
    ['no time', file({ do: 'cut-bus' }), 'step 1 has no "at". Give a time from the start, such as 00:10:00.'],
    ['an unknown step', file({ ...cut, do: 'rain' }), 'step 1 has "do": "rain", which does not fit. Give one of say,'],
    ['a long word', file({ ...cut, for: 'fifteen minutes' }), 'step 1 has "for": "fifteen minutes"'],
    [
      'a moment that lasts',
      file({ at: '00:00:00', do: 'revoke-tokens', for: '1m' }),
      'has "for", which it does not take',
    ],
    [
      'a stray field of a step',
      file(cut, { at: '00:20:00', do: 'say', to: 'me' }),
      'step 2 has "to", which it does not',
    ],
    ['a field of another kind', file({ ...cut, do: 'fault', kind: 'reset', delay: '1s' }), 'step 1 has "delay"'],
    [
      'a status of none',
      file({ ...cut, do: 'fault', kind: 'status', status: 99 }),
      'step 1 has "status": 99, which does not fit. Give a whole number from 200 to 599.',
    ],
    ['a share of none', file({ ...cut, do: 'fault', kind: 'reset', share: 0 }), 'Give a share above 0 and at most 1.'],
    [
      'an unknown switch',
      file({ ...cut, do: 'switch', to: { rain: 'on' } }),
      'step 1 cannot be done. Failed to turn a',
    ],
    ['a wrong value', file({ ...cut, do: 'switch', to: { outage: 'rain' } }), 'Give none, 500-empty'],
    ['a neighbour too greedy', file({ ...cut, do: 'neighbour', every: '1ms' }), 'step 1 has "every": "1ms"'],
    ['a clock too wrong', file({ ...cut, do: 'skew-clocks', by: '31d' }), 'at most 30 days'],
    ['charger 0', file({ ...cut, do: 'unplug', charger: 0 }), 'Give a whole number from 1'],
    ['a line break', file({ at: '00:00:00', do: 'say', say: 'a\nb' }), 'one line of at most 200 characters'],
    ['disorder', file(cut, { at: '00:09:59', do: 'say' }), 'step 2 comes at 00:09:59, before the one above it.'],
    ['a step after the end', file({ ...cut, at: '01:00:01' }), 'step 1 is not over when the scenario is, at 01:00:00.'],
    ['a step that outlasts it', file({ ...cut, for: '51m' }), 'step 1 is not over when the scenario is'],
    [
      'two that hold one thing',
      file(cut, { ...cut, at: '00:30:00' }),
      'step 2 takes the bus, which step 1 still holds.',
    ],
  ])('%s', (_, told, said) => {
    expect(refusal(told)).toContain(said);
    expect(refusal(told)).toMatch(/^Failed to read the scenario: (it|step \d+) .*\.$/s);
    expect(refusal(told)).not.toContain('\n');
  });

  test('one step may take over from another at the instant at which that one ends', () => {
    expect(refusal(file({ ...cut, for: '5m' }, { ...cut, at: '00:15:00' }))).toBe('nothing is wrong');
  });
});

describe('a text', () => {
  test('that is a scenario is one', () => {
    expect(parseScenario(JSON.stringify(file()))).toEqual(file());
  });

  test.each([
    ['{\n  "name": "mine",\n}', 'line 3 is no JSON from column 1 on. Correct it there.'],
    ['{"name": "mine"', 'line 1 is no JSON from column 16 on.'],
    ['', 'line 1 is no JSON from column 1 on.'],
    ['null', 'it is no object.'],
  ])('%j is refused in a sentence', (text, said) => {
    expect(() => parseScenario(text)).toThrow(said);
  });

  test('that stands in a file is named with it', () => {
    const step = { at: '00:00:00', do: 'rain' };
    const said = (text: string) => {
      try {
        return parseScenario(text, 'mine.json').name;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(said('{\n[')).toContain('Failed to read the scenario: line 2 of mine.json is no JSON from column 1 on.');
    expect(said('[]')).toContain('Failed to read the scenario: mine.json is no object.');
    expect(said(JSON.stringify(file(step)))).toContain('step 1 of mine.json has "do": "rain"');
    expect(said(' '.repeat(1_048_577))).toContain('mine.json is longer than 1048576 characters.');
  });
});
