// In which order those who want current are served. Between turns who has current keeps it; at a turn who waits comes first.
// Invariant: a car that could have its least waits for at most one turn per car that waited before it: at each turn the
// one in front is seated (nobody is served before it), who is displaced after at least half a turn goes to the back, and
// nobody who comes later gets in front of it. With n cars that is n turns at the most. Pure.

/** How long current is held while others wait. Not known of the cloud (§6.3 says only that waiting chargers rotate). */
export const turnMs = 900_000;

export interface Queued {
  /** 0: it waits. */
  readonly shareA: number;
  readonly wantsSinceAtMs: number;
  /** Since when it has had current. */
  readonly turnAtMs: number;
  /** Somebody asked that it be served first. */
  readonly preferred: boolean;
  readonly index: number;
}

/** Who has current first, whoever asks; a preference counts among equals. */
export function betweenTurns(a: Queued, b: Queued): number {
  return (
    Number(b.shareA > 0) - Number(a.shareA > 0) ||
    Number(b.preferred) - Number(a.preferred) ||
    a.wantsSinceAtMs - b.wantsSinceAtMs ||
    a.index - b.index
  );
}

/** Who waits first, the longest wait in front; then who has current, the shortest turn in front. */
export function atATurn(a: Queued, b: Queued): number {
  return (
    Number(a.shareA > 0) - Number(b.shareA > 0) ||
    (a.shareA > 0 ? b.turnAtMs - a.turnAtMs : 0) ||
    a.wantsSinceAtMs - b.wantsSinceAtMs ||
    a.index - b.index
  );
}

/** Since when it counts as waiting once its current is taken: a turn cut short keeps its old place. */
export function waitsSince(queued: Queued, nowMs: number): number {
  return nowMs - queued.turnAtMs >= turnMs / 2 ? nowMs : queued.wantsSinceAtMs;
}
