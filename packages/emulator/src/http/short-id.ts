// Ids as facts keep them. Ids of the cloud have 36 characters; a stranger's 10 kB in a path must not fill the journal.

const longestId = 64;

/** A text of its own: a slice would keep all of the long one in memory. */
export function shortId<Id extends string | null>(id: Id): Id {
  if (id === null || id.length <= longestId) return id;
  return Array.from(id.slice(0, longestId)).join('') as Id;
}
