// The ended sessions that a call may be told of: filtered by what it asks and by what its account may see.
// Invariant: every answer about ended sessions goes through here, so that no two disagree on what there is.
import { sessionSight } from '../../accounts/session-sight.ts';
import type { CardHolder } from '../../fleets/people.ts';
import { type RestTimeForm, restTimeForm, shownUs } from '../../time-forms.ts';
import { type EndedSession, mostLagUs } from '../../world/ended-session.ts';
import type { SimulatedCharger, SimulatedWorld } from '../../world/simulated-world.ts';
import type { CloudParts, DataCall } from '../data-call.ts';

export interface SessionFilter {
  readonly installationId: string | null;
  readonly chargerId: string | null;
  readonly userId: string | null;
  /** Of the end of the session, as answers print it. */
  readonly fromUs: number | null;
  /** Exclusive. */
  readonly toUs: number | null;
}

export interface ToldSession {
  readonly charger: SimulatedCharger;
  readonly session: EndedSession;
  /** Null for a guest, and for a caller who may not know. */
  readonly holder: CardHolder | null;
}

type Holders = (token: string) => CardHolder | null;

const nobody: Holders = () => null;

/** Looks for the holder when somebody asks: a page shows a hundred sessions of perhaps 400,000. */
class Told implements ToldSession {
  readonly charger: SimulatedCharger;
  readonly session: EndedSession;
  readonly #holders: Holders;

  constructor(charger: SimulatedCharger, session: EndedSession, holders: Holders) {
    this.charger = charger;
    this.session = session;
    this.#holders = holders;
  }

  get holder(): CardHolder | null {
    return this.#holders(this.session.token);
  }
}

/** In no order. At most what the world keeps: 400,000, of which each look is about a microsecond. */
export function toldSessions(
  call: DataCall,
  parts: Pick<CloudParts, 'world' | 'clock' | 'switches'>,
  filter: SessionFilter,
): ToldSession[] {
  const { world, clock } = parts;
  const form = restTimeForm(parts.switches);
  const told: ToldSession[] = [];
  const holders = rememberedHolders(world);
  const nowUs = clock.nowMs() * 1000;
  for (const charger of chargersOf(world, filter)) {
    const sight = sessionSight(rolesAt(call, charger.installationId));
    if (sight === 'none') continue;
    for (const session of charger.endedSessions()) {
      if (!isWithin(session, filter, form) || isOnItsWay(session, nowUs)) continue;
      const one = new Told(charger, session, sight === 'nameless' ? nobody : holders);
      if (sight === 'own' && one.holder?.person.id !== call.account.sub) continue;
      if (filter.userId !== null && one.holder?.person.id !== filter.userId) continue;
      told.push(one);
    }
  }
  return told;
}

/** The one place that asks which role a caller of history has where. */
export function rolesAt(call: DataCall, installationId: string): number {
  return call.account.rolesIn(installationId);
}

function* chargersOf(world: SimulatedWorld, { installationId, chargerId }: SessionFilter): Generator<SimulatedCharger> {
  const ids =
    chargerId !== null
      ? [chargerId]
      : installationId === null
        ? world.chargers.keys()
        : membersOf(world, installationId);
  for (const id of ids) {
    const charger = world.chargers.get(id);
    if (charger && (installationId === null || charger.installationId === installationId)) yield charger;
  }
}

function membersOf(world: SimulatedWorld, installationId: string): readonly string[] {
  return world.installations.get(installationId)?.circuits.flatMap(({ chargerIds }) => chargerIds) ?? [];
}

/** By the printed end: who goes on from the last end that was told neither misses a session nor meets one twice. */
function isWithin({ endUs }: EndedSession, { fromUs, toUs }: SessionFilter, form: RestTimeForm): boolean {
  if (fromUs === null && toUs === null) return true;
  const endsUs = shownUs(endUs, form);
  return (fromUs === null || endsUs >= fromUs) && (toUs === null || endsUs < toUs);
}

/** Not taken in yet. What lies further ahead was taken in before the clock was set back. */
function isOnItsWay({ committedUs }: EndedSession, nowUs: number): boolean {
  return committedUs > nowUs && committedUs - nowUs <= mostLagUs;
}

/** Most sessions are of few cards; for as long as one call lasts. */
function rememberedHolders(world: SimulatedWorld): Holders {
  const known = new Map<string, CardHolder | null>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined) return found;
    const holder = world.people.holderOf(token);
    known.set(token, holder);
    return holder;
  };
}
