// A ladder is what `openLadder` and `freezeLadder` give, and no copy of it as text.
import { PolicyError } from '../policy-error.ts';

/** Throws `bad-ladder`. @param failed What cannot be done then: `weigh a breach`. */
export function needLadder(told: unknown, failed: string): void {
  if (typeof told === 'object' && told !== null && 'tiers' in told && told.tiers instanceof Map) return;
  throw new PolicyError(
    'bad-ladder',
    `Failed to ${failed}: the ladder is none. Give what openLadder or freezeLadder gave.`,
  );
}
