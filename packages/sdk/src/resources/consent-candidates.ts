// Which installations a partner's user group does not see yet: what a consent can still be asked for. Only the cloud knows it,
// by a list that the policy counts as a full one (`list-cadence`) unless it is narrowed by a name.
// Source: zaptec-api.md §2.7, `ExcludeIfVisibleForUserGroupLookupKey`.
import { parseInstallationRow } from '@fairlead/protocol';
import { pageOf } from '../account/cloud-rows.ts';
import type { AccountCore } from '../account/open-account.ts';
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';
import { isLookupKey } from './consent-link.ts';
import { HeldAnswers } from './held-answers.ts';
import { discreetInstallation, type Installation, installationOf, type ReadInstallation } from './installation.ts';
import { type Asking, askedBy, type Read } from './read.ts';

/** Who asks for candidates, and of which name. Source: zaptec-api.md §2.7. */
export interface CandidatesAsking extends Asking {
  /**
   * Only installations with this in their name. So narrowed the list is no full one, and waits for none. Default: all.
   *
   * @example 'depot'
   */
  readonly name?: string;
}

const hourMs = 3_600_000;
const pageSize = 100;
/** 10,000 installations of one account, whose ids are 1 MB while they are read. */
const mostPages = 100;

export function candidatesOf({ read, settings }: AccountCore) {
  const held = new HeldAnswers<readonly Installation[]>(settings.clock, () => hourMs);

  const readAll = async (lookupKey: string, { name, ...asking }: CandidatesAsking) => {
    const filter = { ExcludeIfVisibleForUserGroupLookupKey: lookupKey, ...(name && { NameFilter: name }) };
    const found = new Map<string, ReadInstallation>();
    let readAtMs = 0;
    for (let index = 0, pages = 1; index < Math.min(pages, mostPages); index++) {
      const query = { ...filter, PageSize: pageSize, PageIndex: index };
      const answer = await read({ endpoint: 'installations', query, ...askedBy(asking) }).catch(withWayOut);
      const page = pageOf(answer.body);
      pages = page.pages;
      if (index === 0) readAtMs = answer.receivedAtMs;
      const before = found.size;
      for (const parsed of page.rows.map(parseInstallationRow))
        if (parsed.kind === 'ok') found.set(parsed.value.id, installationOf(parsed.value, answer.receivedAtMs));
      if (found.size === before) break;
    }
    // Kept up to date by nobody: a list of everything serves the mirror, this one does not.
    const value = [...found.values()].map((read) => discreetInstallation({ ...read, mostAgeMs: null }));
    return { value, readAtMs };
  };

  return async (lookupKey: string, asking: CandidatesAsking = {}): Promise<Read<readonly Installation[]>> => {
    if (!isLookupKey(lookupKey))
      throw failure('ask for candidates', 'invalid-option', {
        happened: 'the lookup key is none',
        remedy: 'Give it as the cloud told it',
      });
    return held.read({
      key: JSON.stringify([lookupKey, asking.name ?? null]),
      ask: () => readAll(lookupKey, asking),
      instead: () => null,
    });
  };
}

/** Nothing is held of candidates that could be used until then. */
function withWayOut(error: unknown): never {
  if (!(error instanceof SdkError) || error.code !== 'too-early' || error.retryAtMs === null) throw error;
  const { clause, retryAtMs } = error;
  throw failure('ask for candidates', 'too-early', {
    aside: `${clause}, from ${new Date(retryAtMs).toISOString()}`,
    remedy: 'Narrow them with `name`, which waits for no list, or ask again then',
    ...{ retryAtMs, ...(clause !== null && { clause }) },
  });
}
