// Shares an installation's current among its chargers: who gets how much, on which phases, and who waits for a turn.
// Invariant: whoever loses current loses it before anybody gains, so that no sum overshoots on the way either.
import type { Charger } from './charger.ts';
import type { InstallationState, ThreePhases } from './installation-state.ts';
import { type Claim, couldSit, type Limits, leastShareA, shareCurrent } from './load-sharing.ts';
import { choosePhases, type NetworkType } from './phase-choice.ts';
import { phasesOf } from './phases-in-use.ts';
import { atATurn, betweenTurns, type Queued, waitsSince } from './turns.ts';

export interface SharedCurrent {
  readonly state: InstallationState;
  readonly networkType: NetworkType;
  /** `PropertySessionMaxStopCount`. */
  readonly mostReturns: number;
  /** What there is on each phase now, A. */
  readonly availableA: ThreePhases;
  /** By circuit, A on each phase. */
  readonly circuitsA: readonly number[];
  /** Place of a charger's circuit. */
  readonly circuitOf: (charger: Charger) => number;
  /** A schedule holds back whoever is not released from it. */
  readonly held: boolean;
}

interface Claimant extends Queued {
  readonly charger: Charger;
  readonly claim: Claim;
}

/** What charger and car would do, and what was decided. */
interface Grant {
  readonly claimant: Claimant;
  readonly toA: number;
}

/** @returns whether somebody waits who could have current if it were his turn */
export function shareAmong(
  chargers: readonly Charger[],
  site: SharedCurrent,
  when: { readonly nowMs: number; readonly turn: boolean },
): boolean {
  const limits = roomFor(chargers, site);
  const claimants = chargers.flatMap((charger) => claimantOf(charger, site) ?? []);
  claimants.sort(when.turn ? atATurn : betweenTurns);
  const sharesA = shareCurrent(
    claimants.map(({ claim }) => claim),
    limits,
  );
  const grants = claimants.map((claimant, place): Grant => ({ claimant, toA: sharesA[place] ?? 0 }));
  const asleep = takeAway(grants, when);
  // What a car that fell asleep leaves behind is shared again; each round puts at least one to sleep, so rounds end.
  if (asleep) return shareAmong(chargers, site, { nowMs: when.nowMs, turn: false });
  handOut(grants, when.nowMs);
  return grants.some(({ claimant, toA }) => toA === 0 && couldSit(claimant.claim, limits));
}

/** What is left for those who share: who is on his own takes his first, and nobody can stop him. */
function roomFor(chargers: readonly Charger[], { availableA, circuitsA, circuitOf }: SharedCurrent): Limits {
  const phasesA: ThreePhases = [...availableA];
  const rooms = circuitsA.map((maxA): ThreePhases => [maxA, maxA, maxA]);
  for (const charger of chargers) {
    const { shareA, car } = charger.context.state;
    if (shareA === 0 || car === null || !charger.onItsOwn) continue;
    for (const phase of phasesOf(car.phaseId)) {
      phasesA[phase] = Math.max(0, (phasesA[phase] ?? 0) - shareA);
      const room = rooms[circuitOf(charger)];
      if (room !== undefined) room[phase] = Math.max(0, (room[phase] ?? 0) - shareA);
    }
  }
  return { phasesA, circuitsA: rooms };
}

function claimantOf(charger: Charger, site: SharedCurrent): Claimant | null {
  const { context } = charger;
  const { wantsA } = charger.share;
  const { car, shareA, wantsSinceAtMs, controls, session } = context.state;
  const priority = session?.priority ?? null;
  if (wantsA === null || car === null || charger.onItsOwn) return null;
  const held = site.held && !controls.released;
  if (held && shareA === 0) return null;
  const claim: Claim = {
    wantsA: held ? 0 : wantsA,
    phaseId: phasesFor(charger, site),
    circuit: site.circuitOf(charger),
    leastA: Math.max(leastShareA, controls.minCurrentA),
    ...(priority?.currentA != null && { priorityA: priority.currentA }),
  };
  const preferred = priority !== null;
  return { charger, claim, shareA, wantsSinceAtMs, turnAtMs: controls.turnAtMs, preferred, index: context.index };
}

/** Value of 519 that a charger is to use; one that is about to stop changes nothing more. */
export function phasesFor({ plan, context }: Charger, site: SharedCurrent): number {
  const { car, controls, session, step } = context.state;
  if (car === null) return 0;
  if (step === 'pausing' || step === 'stopping') return car.phaseId;
  return choosePhases({
    model: plan.model,
    carPhases: car.phases,
    singlePhase: plan.singlePhaseId,
    networkType: site.networkType,
    maxPhases: session?.priority?.phases === 1 ? 1 : controls.maxPhases,
    usedId: car.phaseId,
    availableA: site.availableA,
    thresholdA: site.state.switchCurrentA,
    returns: car.returns,
    mostReturns: site.mostReturns,
    limitChanged: controls.limitChanged,
  });
}

/** @returns whether a car fell asleep over it */
function takeAway(
  grants: readonly Grant[],
  { nowMs, turn }: { readonly nowMs: number; readonly turn: boolean },
): boolean {
  let asleep = false;
  for (const { claimant, toA } of grants) {
    const { charger, claim, shareA } = claimant;
    const { state } = charger.context;
    if (shareA === 0) continue;
    const moves = state.car?.phaseId !== claim.phaseId;
    if (toA > 0 && !moves && toA >= shareA) continue;
    if (toA > 0 && !moves) {
      charger.share.grant(toA, claim.phaseId, nowMs);
    } else {
      if (turn && toA === 0) state.wantsSinceAtMs = waitsSince(claimant, nowMs);
      charger.share.withdraw(nowMs);
      asleep ||= state.car?.asleep === true;
    }
    changed(charger);
  }
  return asleep;
}

function handOut(grants: readonly Grant[], nowMs: number): void {
  for (const { claimant, toA } of grants) {
    const { charger, claim } = claimant;
    const { state } = charger.context;
    state.controls.limitChanged = false;
    if (toA <= state.shareA || charger.share.wantsA === null) continue;
    charger.share.grant(toA, claim.phaseId, nowMs);
    changed(charger);
  }
}

function changed({ context }: Charger): void {
  context.surroundings.rescheduled(context.index);
}
