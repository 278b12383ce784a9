// What is tracked works on every machine: no path of one machine, no host of one package registry.
import type { Rule, Violation } from '../rule.ts';

const finds = [
  {
    pattern: /(?<![\w.~/:-])\/(?:home|Users|root|work|tmp|workspace)\/[\w.-]*|\b[A-Z]:\\Users\\/,
    name: 'a path of one machine',
    allowed: 'a path from the root of the repository, os.tmpdir(), or import.meta.dirname',
    why: 'it exists on one machine only',
  },
  {
    pattern:
      /\b(?:registry|packages|artifacts|npm)\.[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|io|dev|internal|local|cloud)\b|\bnpm\.pkg\.github\b/,
    name: 'the host of a package registry',
    allowed: 'the name and version of the package; npm knows where to get it',
    why: 'behind a mirror or without a network the host is another one',
  },
];

export const portability: Rule = {
  holds: 'no tracked file names a path of one machine or the host of a registry',
  find: (house) => [...house.texts].flatMap(([path, text]) => [...violations(path, text)]),
};

function* violations(file: string, text: string): Generator<Violation> {
  for (const [index, line] of text.split('\n').entries())
    for (const { pattern, name, allowed, why } of finds) {
      const found = pattern.exec(line)?.[0];
      if (found !== undefined) yield { file, line: index + 1, forbidden: `names ${found}, ${name}`, allowed, why };
    }
}
