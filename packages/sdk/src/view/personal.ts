// What tells of a person: there for whoever names it, and in nothing that prints, logs, spreads or serialises the whole.

/** A copy in which these fields are not enumerable. */
export function withPersonal<Whole extends object>(whole: Whole, names: readonly (keyof Whole)[]): Whole {
  const copy = { ...whole };
  for (const name of names) Object.defineProperty(copy, name, { value: whole[name], enumerable: false });
  return copy;
}
