// What a part of the ledger answers to. Each book remembers one kind of thing; `record` tells every fact to all of them.
import type { AttestationFact, CallFact, StreamFact } from '../fact.ts';

/** Until an answer tells better, a call is taken to arrive within a second of being sent; where it arrives, it has. */
export function longestWayMs(exact: boolean): number {
  return exact ? 0 : arrivesWithinMs;
}
const arrivesWithinMs = 1000;

export interface Book<Self> {
  /** A call left (client's side); its answer comes as `answered`. */
  sent?(call: CallFact): void;
  /** A call was answered or given up. On the cloud's side this is the first that is heard of it. */
  answered?(call: CallFact, answeredAtMs: number): void;
  stream?(event: StreamFact): void;
  attested?(attestation: AttestationFact): void;
  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void;
  copy(): Self;
}
