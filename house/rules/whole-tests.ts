// Every test runs, every time; what is unfinished is not marked but finished.
import { lineOf, type Rule, type Violation } from '../rule.ts';
import { isTest, type SourceFile } from '../source-file.ts';

const weakened =
  /^(?:test|it|describe|bench|suite)(?:\.\w+)*\.(only|skip|todo|fails)\b|^(?:fit|fdescribe|xit|xdescribe|xtest)$/;
/** Spelt so that this line does not match itself. */
const marker = /\b(?:TOD[O]|FIXM[E]|XX[X])\b/;

export const wholeTests: Rule = {
  holds: 'no test is skipped, focused or postponed, and no source carries a marker of unfinished work',
  find: (house) => house.sources.flatMap((file) => [...weakenedTests(file), ...markers(file)]),
};

function* weakenedTests(file: SourceFile): Generator<Violation> {
  if (!isTest(file.path)) return;
  for (const found of [...file.locals, ...file.globals]) {
    if (!weakened.test(found.name)) continue;
    const allowed = 'a test that runs; test.runIf(…) where a program may be missing and CI has it';
    const why = 'a test that does not run looks exactly like one that passes';
    yield { file: file.path, line: found.line, forbidden: `weakens a test by ${found.name}`, allowed, why };
  }
}

function* markers({ path, text }: SourceFile): Generator<Violation> {
  const found = marker.exec(text)?.[0];
  if (found === undefined) return;
  const allowed = 'finished work, or an issue that says what is missing';
  yield {
    file: path,
    line: lineOf(text, marker),
    forbidden: `carries the marker ${found}`,
    allowed,
    why: 'markers are read by nobody',
  };
}
