// No drawers: a file or folder is named after what it holds.
import type { Rule } from '../rule.ts';

/** Words that say nothing of the contents, wherever they stand in a name. */
const empty = /^(utils?|utilities|helpers?|common|misc|miscellaneous|stuff|things?)$/i;
/** Words that may say something beside others (`call-types`, `shared-stream`), and nothing alone. */
const emptyAlone = /^(shared|types?)$/i;

function isDrawer(part: string): boolean {
  const words = part.replace(/(\.(test|d))?\.[a-z]+$/, '').split(/[-_.]/);
  return words.some((word) => empty.test(word)) || words.every((word) => emptyAlone.test(word));
}

export const drawers: Rule = {
  holds: 'no file and no folder is a drawer',
  find: (house) =>
    [...house.texts.keys()].flatMap((path) => {
      const named = path.split('/').find(isDrawer);
      if (named === undefined) return [];
      const allowed = 'a name that says what is inside; if there is none, the contents are several files';
      const why = 'drawers are where knots start: everybody puts something in, nobody takes anything out';
      return [{ file: path, line: 1, forbidden: `lies in a drawer, ${named}`, allowed, why }];
    }),
};
