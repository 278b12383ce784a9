// Pages that are written from the code, and where one of them says something else than the code.
import { describePolicy } from '@fairlead/policy';

/** Path from the root to what writes it. */
export const generatedPages: Readonly<Record<string, () => string>> = { 'docs/policy.md': describePolicy };

/** A sentence for each page that is not what the code writes. @param texts path to what stands there; a page may be missing */
export function stalePages(texts: ReadonlyMap<string, string>): readonly string[] {
  return Object.entries(generatedPages).flatMap(([path, write]) => {
    const [found, written] = [texts.get(path), write()];
    if (found === undefined) return [`${path} is not there. Write it with \`npm run docs\`.`];
    return found === written ? [] : [difference(path, found.split('\n'), written.split('\n'))];
  });
}

function difference(path: string, found: readonly string[], written: readonly string[]): string {
  const at = found.findIndex((line, index) => line !== written[index]);
  const line = at < 0 ? found.length : at;
  return (
    `${path}:${line + 1} is stale: it says "${start(found[line])}" where the code says "${start(written[line])}". ` +
    'Write it anew with `npm run docs`; change the code, not the page.'
  );
}

/** Enough of a line to know it by. */
function start(line = ''): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
