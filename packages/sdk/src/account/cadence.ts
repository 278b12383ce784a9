// How often an account reads by itself, as one table: the plans follow it, and stated ages are made from it.
// Floors say how often one may, not how often one should: what the stream tells is not read. Each interval is at or
// above its floor in the policy; up to `spreadMs` is added, so that things do not move in step. Where a round age is promised
// nothing is added: each read counts from the answer of the one before, and answers come at the governor's pace.
// Sources: policy-clauses.md `no-aggressive-polling`, `list-cadence`, `detail-cadence`; zaptec-api.md §4.6 (what is not pushed).

export interface Cadence {
  readonly everyMs: number;
  readonly spreadMs: number;
}

export const cadences = {
  /** A charger's state, no stream tells of it: while it charges, and else. */
  charging: { everyMs: 60_000, spreadMs: 6_000 },
  idle: { everyMs: 600_000, spreadMs: 60_000 },
  /** A charger's state while the stream tells of it: for the values that are never pushed, which are a day old at most. */
  covered: { everyMs: 86_400_000, spreadMs: 0 },
  /** Both lists: for what was added and renamed. */
  lists: { everyMs: 21_600_000, spreadMs: 2_160_000 },
  /** Both lists where they are all that tells of a charger: its state may not be read (role User), and no stream does. */
  listsAlone: { everyMs: 3_600_000, spreadMs: 360_000 },
  /** An installation's own answers. Its currents are in no stream, and an hour old at most: that is the floor as well. */
  detail: { everyMs: 3_600_000, spreadMs: 0 },
  hierarchy: { everyMs: 86_400_000, spreadMs: 120_000 },
  firmware: { everyMs: 86_400_000, spreadMs: 120_000 },
} as const satisfies Readonly<Record<string, Cadence>>;

/** @param jitter uniform in [0, 1) */
export function intervalMs({ everyMs, spreadMs }: Cadence, jitter: number): number {
  return everyMs + spreadMs * jitter;
}
