// A clause named on the page, as a link to its section.
import type { ClauseId } from '../decision.ts';

export function clauseLink(id: ClauseId): string {
  return `[${id}](#${id})`;
}
