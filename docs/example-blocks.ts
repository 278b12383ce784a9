// Code blocks of a page that are files of examples/: the tests run the files, the page shows them.
// Invariant: a block below `<!-- examples/… -->` is that file, whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const block = /^(<!-- (examples\/\S+) -->\n```\w*\n)[\s\S]*?^```$/gm;

/** The page with each such block as the file is now. @param read the text of an example, for tests */
export function withExamples(page: string, read: (path: string) => string = exampleText): string {
  return page.replace(block, (_, opening: string, path: string) => `${opening}${read(path).trimEnd()}\n\`\`\``);
}

/** Which examples a page shows. */
export function shownExamples(page: string): readonly string[] {
  return [...page.matchAll(block)].map(([, , path = '']) => path);
}

function exampleText(path: string): string {
  return readFileSync(join(import.meta.dirname, path), 'utf8');
}
