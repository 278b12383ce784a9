// For whoever mistyped a name: which of the known ones is meant.

/** Characters of a name that nobody knows: it could be anything, and stands in a sentence. */
const mostShown = 40;

/** A name as a sentence may show it. */
export function shownName(name: string): string {
  return JSON.stringify(name.slice(0, mostShown));
}

/** The known name that takes the fewest letters to get to, in any case; the first of several. @param known at least one */
export function nearestName(name: string, known: readonly string[]): string {
  const steps = (each: string): number => distance(name.slice(0, mostShown).toLowerCase(), each.toLowerCase());
  return known.reduce((best, each) => (steps(each) < steps(best) ? each : best));
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
