// A session by its id, open or ended, and whether a caller may see it.
import { sessionSight } from '../../accounts/session-sight.ts';
import type { EndedSession } from '../../world/ended-session.ts';
import type { OpenSession, SimulatedCharger, SimulatedWorld } from '../../world/simulated-world.ts';
import type { CloudParts, DataCall } from '../data-call.ts';
import { rolesAt } from './told-sessions.ts';

export type FoundSession =
  | { readonly kind: 'open'; readonly charger: SimulatedCharger; readonly session: OpenSession }
  | { readonly kind: 'ended'; readonly charger: SimulatedCharger; readonly session: EndedSession };

export function findSession(world: SimulatedWorld, id: string): FoundSession | undefined {
  const charger = world.chargerOfSession(id);
  if (charger === undefined) return undefined;
  const { openSession } = charger;
  if (openSession?.id === id) return { kind: 'open', charger, session: openSession };
  const session = charger.endedSessions().find((one) => one.id === id);
  return session && { kind: 'ended', charger, session };
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
