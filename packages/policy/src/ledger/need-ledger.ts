// A ledger is what `createLedger`, `freeze` and `record` give, and no copy of it as text.
import { PolicyError } from '../policy-error.ts';
import { FlightBook } from './flight-book.ts';

/** Throws `bad-ledger`. @param failed What cannot be done then: `decide on a call`. */
export function needLedger(told: unknown, failed: string): void {
  if (typeof told === 'object' && told !== null && 'flights' in told && told.flights instanceof FlightBook) return;
  throw new PolicyError(
    'bad-ledger',
    `Failed to ${failed}: the ledger is none. Give what createLedger or record gave.`,
  );
}
