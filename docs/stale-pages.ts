// Pages that are written from the code, wholly or in part, and where one of them says something else than the code.
import { describePolicy } from '@fairlead/policy';
import { endpointsPage } from './endpoints.ts';
import { withExamples } from './example-blocks.ts';
import { withTimelines } from './scenario-timelines.ts';
import { whatIsExact } from './what-is-exact.ts';
import { whatWentWrong } from './what-went-wrong.ts';
import { whoMayWhat } from './who-may-what.ts';

/** Path from the root to what writes it, from what stands there. */
export const generatedPages: Readonly<Record<string, (found: string) => string>> = {
  'docs/policy.md': describePolicy,
  'docs/what-is-exact.md': whatIsExact,
  'docs/what-went-wrong.md': whatWentWrong,
  'docs/endpoints.md': endpointsPage,
  'docs/sdk.md': withExamples,
  'docs/who-may-what.md': whoMayWhat,
  'docs/test-your-integration.md': withExamples,
  'docs/scenarios.md': (found) => withTimelines(withExamples(found)),
};

/** A sentence for each page that is not what the code writes. @param texts path to what stands there; a page may be missing */
export function stalePages(texts: ReadonlyMap<string, string>): readonly string[] {
  return Object.entries(generatedPages).flatMap(([path, write]) => {
    const found = texts.get(path);
    if (found === undefined) return [`${path} is not there. Write it with \`npm run docs\`.`];
    const written = write(found);
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
