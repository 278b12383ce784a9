import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, gravestFirst, named, ok, problem, warning, whom, worstOf } from './finding.ts';

const advice = { what: 'A.', remedy: 'B.', ask: whom.support };

test('the worst of findings is a problem before a warning, and of none all is well', () => {
  expect(worstOf([])).toBe('ok');
  expect(worstOf([ok('a', 'A.'), warning('b', advice)])).toBe('warning');
  expect(worstOf([warning('b', advice), problem('c', advice), ok('a', 'A.')])).toBe('problem');
});

test('the gravest stand first, and of one level each in its place', () => {
  const told = [ok('a', 'A.'), warning('b', advice), problem('c', advice), warning('d', advice)];
  expect(gravestFirst(told).map(({ code }) => code)).toEqual(['c', 'b', 'd', 'a']);
});

test('things are counted, and of many the first five are named', () => {
  expect([counted(0, 'charger'), counted(1, 'charger'), counted(2, 'charger')]).toEqual([
    '0 chargers',
    '1 charger',
    '2 chargers',
  ]);
  expect(named(['a', 'b'])).toBe('a, b');
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 300 }), (many) => {
      const names = Array.from({ length: many }, (_, index) => `ZAP${index}`);
      expect(named(names)).toBe(`ZAP0, ZAP1, ZAP2, ZAP3, ZAP4 and ${many - 5} more`);
    }),
  );
});
