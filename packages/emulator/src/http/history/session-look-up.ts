// A session by its id, open or ended, and whether a caller may see it.
import { sessionSight } from '../../accounts/session-sight.ts';
import type { EndedSession } from '../../world/ended-session.ts';
import type { OpenSession, SimulatedCharger, SimulatedWorld } from '../../world/simulated-world.ts';
import type { CloudParts, DataCall } from '../data-call.ts';
import { rolesAt } from './told-sessions.ts';

export type FoundSession =
  | { readonly kind: 'open'; readonly charger: SimulatedCharger; readonly session: OpenSession }
  | { readonly kind: 'ended'; readonly charger: SimulatedCharger; readonly session: EndedSession };

/** Looks at every session that is kept, open ones first: 50,000 + 400,000 in the largest world, some milliseconds. */
export function findSession(world: SimulatedWorld, id: string): FoundSession | undefined {
  for (const charger of world.chargers.values()) {
    const session = charger.openSession;
    if (session?.id === id) return { kind: 'open', charger, session };
  }
  for (const charger of world.chargers.values()) {
    const session = charger.endedSessions().find((one) => one.id === id);
    if (session) return { kind: 'ended', charger, session };
  }
  return undefined;
}

export function maySee(found: FoundSession, call: DataCall, { world }: CloudParts): boolean {
  const sight = sessionSight(rolesAt(call, found.charger.installationId));
  switch (sight) {
    case 'all':
    case 'nameless':
      return true;
    case 'own':
      return world.people.holderOf(found.session.token)?.person.id === call.account.sub;
    case 'none':
      return false;
  }
}
