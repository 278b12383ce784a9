// The observations that change while the world runs; all others follow from the plan (resting-observations.ts).
// A charger keeps value and time of each in two short arrays, because a fleet holds fifty thousand of them.

export const livingIds = [
  -2, -1, 201, 270, 501, 502, 503, 507, 508, 509, 513, 519, 553, 554, 702, 708, 710, 714, 718, 721, 722, 723, 809,
] as const;

export type LivingId = (typeof livingIds)[number];

const slots: ReadonlyMap<number, number> = new Map(livingIds.map((id, slot) => [id, slot]));

export function slotOf(id: LivingId): number {
  return slots.get(id) as number;
}

/** Two events of one observation are at least this far apart; a polled time is rounded by milliseconds. */
export const leastSpacingUs = 10_000;
