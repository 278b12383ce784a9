// What an attestation shows by itself, told the judge's own way.
import { attestations } from '../attestations.ts';
import type { AttestationFact } from '../fact.ts';

/**
 * `fails`: it says so, or more was measured than may be, whatever it claims. `nothing`: a program speaks for a person, or
 * what is to be measured comes without a number. A person may say what a self-test would find.
 */
export type Shown = 'holds' | 'fails' | 'nothing';

/** @param atMost The most that may be measured. Default: what the table says. */
export function shownBy(
  { about, by, holds, value }: AttestationFact,
  atMost: number | null = attestations[about].atMost?.value ?? null,
): Shown {
  if (!holds || (atMost !== null && value !== null && value > atMost)) return 'fails';
  const measured = atMost === null || value !== null;
  const entitled = attestations[about].by === 'self-test' || by === 'operator';
  return measured && entitled ? 'holds' : 'nothing';
}

/** How far a failing attestation lies beyond what is asked; 1 where nothing is counted. */
export function excessOf({ about, value }: AttestationFact): number {
  return Math.max(1, Number(value) - (attestations[about].atMost?.value ?? 0));
}

/** What was attested instead, as one clause for a person. */
export function toldBy({ about, value }: AttestationFact): string {
  const { asks, atMost } = attestations[about];
  const found = atMost === null || value === null ? 'it does not hold' : `${value} ${atMost.unit} were measured`;
  return `asked is that ${asks}; attested was that ${found}`;
}
