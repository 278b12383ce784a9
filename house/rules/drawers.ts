// No drawers: a file or folder is named after what it holds.
import type { Rule } from '../rule.ts';

const drawer = /^(utils?|utilities|helpers?|common|shared|misc|miscellaneous|types|stuff)$/i;

export const drawers: Rule = {
  holds: 'no file and no folder is a drawer',
  find: (house) =>
    [...house.texts.keys()].flatMap((path) => {
      const named = path.split('/').find((part) => drawer.test(part.replace(/(\.test)?\.[a-z]+$/, '')));
      if (named === undefined) return [];
      const allowed = 'a name that says what is inside; if there is none, the contents are several files';
      const why = 'drawers are where knots start: everybody puts something in, nobody takes anything out';
      return [{ file: path, line: 1, forbidden: `lies in a drawer, ${named}`, allowed, why }];
    }),
};
