// Names of the places in the store where things of one account lie: `main`, and of each of its logins `main/key`. An id of an
// account has no slash (`config.ts`).

/** @param key of the login; null where nobody's was accepted yet */
export function shelfOf(accountId: string, key: string | null): string {
  return key === null ? accountId : `${accountId}/${key}`;
}

export function accountOf(shelf: string): string {
  return shelf.split('/', 1)[0] ?? shelf;
}
