// Pages of a list that is sorted by id. The cursor names the last item seen, so that items may come and go in between.
import type { Page } from '../../contract.ts';

export interface PageQuery {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Undefined when the cursor is none of ours. */
export function pageOfItems<T extends { readonly accountId: string; readonly id: string }>(
  items: readonly T[],
  { after, limit }: PageQuery,
): Page<T> | undefined {
  const keyOf = (item: T): string => `${item.accountId}/${item.id}`;
  const cursor = after === undefined ? '' : Buffer.from(after, 'base64url').toString('utf8');
  if (after !== undefined && !cursor.includes('/')) return undefined;
  const rest = items
    .filter((item) => keyOf(item) > cursor)
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: last && rest.length > limit ? Buffer.from(keyOf(last)).toString('base64url') : null };
}
