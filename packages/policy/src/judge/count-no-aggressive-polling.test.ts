import { expect, test } from 'vitest';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const found = (text: string) => judge(history(text)).verdicts.find(({ clause }) => clause === 'no-aggressive-polling');

test('no-aggressive-polling: kept tells how many connects of one stream came within ten minutes', () => {
  const connects = '0 group-details g1 x=7 every=90\n 1000 group-details g2 x=3 every=1';
  expect(found(connects)).toMatchObject({
    verdict: 'kept',
    lookedAt: 10,
    closest: { value: 7, limit: 40, unit: 'calls', asks: 'at-most' },
  });
});

test('no-aggressive-polling: a connect too many is told in a sentence with its numbers', () => {
  expect(found('0 group-details g1 x=41 every=2')).toMatchObject({
    verdict: 'broken',
    first: {
      excess: 520_000,
      what: 'these connection details were read 40 times in the 80000 ms before; 600000 ms are asked for as many',
    },
  });
});

test('no-aggressive-polling: connection details of more than 1,024 streams by turns cannot be told apart', () => {
  const turns = (streams: number, againS: number) =>
    found(`0 group-details g1+ x=${streams} every=0.1\n ${againS} group-details g1`);
  expect(turns(1025, 300)).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 1024 streams'), count: 1 }],
  });
  expect(turns(1024, 300)?.verdict).toBe('kept');
  expect(turns(1025, 599.999)?.verdict).toBe('cannot-tell');
  expect(turns(1025, 600)?.verdict).toBe('kept');
});

test('no-aggressive-polling: connection details that name no stream are those of one', () => {
  const nameless = history('0 group-details x=41 every=2').map((fact) => ({ ...fact, resource: null }));
  const verdict = judge(nameless).verdicts.find(({ clause }) => clause === 'no-aggressive-polling');
  expect(verdict).toMatchObject({ verdict: 'broken', count: 1 });
});
