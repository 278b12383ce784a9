// What is measured is measured whole: no comment takes a line or a branch out of the coverage of tests.
import { lineOf, type Rule } from '../rule.ts';

/** Spelt so that this line does not match itself. */
const leftOut = /\b(?:v8|c8|istanbul|node:coverage)\s+(?:ignore|disable)\b/;

export const wholeCoverage: Rule = {
  holds: 'no comment leaves code out of the measured coverage',
  find: (house) =>
    house.sources.flatMap(({ path, text }) => {
      const found = leftOut.exec(text)?.[0];
      if (found === undefined) return [];
      const forbidden = `leaves code out of the coverage by "${found}"`;
      const allowed = 'a test that takes the branch; a branch that nothing can take is deleted';
      const why = 'a hundred per cent with exceptions is no hundred per cent';
      return [{ file: path, line: lineOf(text, leftOut), forbidden, allowed, why }];
    }),
};
