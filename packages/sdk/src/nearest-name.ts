// For whoever mistyped a name: which of the known ones is meant.

/** Characters of a name that nobody knows: it could be anything, and stands in a sentence. */
const mostShown = 40;

/** A name as a sentence may show it. */
export function shownName(name: string): string {
  return JSON.stringify(name.slice(0, mostShown));
}

/** Further off nobody meant it: a wrong guess misleads more than none. */
const mostLetters = 2;

/** The known name that differs least, in any case: by two letters at most, and by a third of the name given; else null. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const given = name.slice(0, mostShown).toLowerCase();
  let most = Math.min(mostLetters, Math.floor(given.length / 3));
  let nearest: string | null = null;
  for (const each of known) {
    const letters = distance(given, each.toLowerCase());
    if (letters > most) continue;
    nearest = each;
    most = letters - 1;
  }
  return nearest;
}

/** Letters to put in, take out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (let place = 0; place < other.length; place++) {
      const changed = (row[place] ?? 0) + (letter === other[place] ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
