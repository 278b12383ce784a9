// no-sharing, counted: one measurement and one statement for each account.
import { noSharing } from '../clauses/no-sharing.ts';
import { countAttested } from './count-attested.ts';

export const countNoSharing = countAttested(noSharing, { canBreak: true });
