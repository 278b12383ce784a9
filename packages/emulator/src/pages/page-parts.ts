// What every page of the emulated portal works with.
import type { Accounts } from '../accounts/accounts.ts';
import type { Consents } from '../accounts/consents.ts';
import type { Clock } from '../contract.ts';
import type { OauthServer } from '../oauth/oauth-server.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import type { PagePayload } from './page-payload.ts';
import type { Browser, PageTickets } from './page-tickets.ts';

export interface PageParts {
  readonly clock: Clock;
  readonly world: SimulatedWorld;
  readonly accounts: Accounts;
  readonly consents: Consents;
  readonly oauth: OauthServer;
  readonly tickets: PageTickets<PagePayload>;
}

/** A request for a page, read. */
export interface PageVisit {
  readonly browser: Browser;
  /** Of the address for GET, of the form for POST. */
  readonly fields: URLSearchParams;
}
