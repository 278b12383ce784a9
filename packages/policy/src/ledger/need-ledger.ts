// A ledger is what `createLedger`, `freeze` and `record` give, and no copy of it as text.
import { PolicyError } from '../policy-error.ts';
import { FlightBook } from './flight-book.ts';

/** Throws `bad-ledger`. @param failed What cannot be done then: `decide on a call`. */
export function needLedger(told: unknown, failed: string): void {
  if (typeof told === 'object' && told !== null && 'flights' in told && told.flights instanceof FlightBook) {
    if (!Object.isFrozen(told)) return;
    throw bad(failed, 'the ledger cannot be written in. Freeze no ledger with Object.freeze; take a `freeze` of it.');
  }
  throw bad(failed, 'the ledger is none. Give what createLedger or record gave.');
}

function bad(failed: string, why: string): PolicyError {
  return new PolicyError('bad-ledger', `Failed to ${failed}: ${why}`);
}
