// What the account may do at each of its installations, by its roles. Source: zaptec-api.md §2.8.
import { type Role, roleOf } from '@fairlead/sdk';
import type { Examined } from './examined.ts';
import { counted, type Finding, ok, problem, warning, whom } from './finding.ts';
import { placesOf } from './places.ts';

export function examineAccess({ account: { mirror } }: Examined): readonly Finding[] {
  const installations = mirror.installations();
  const chargers = mirror.chargers();
  if (chargers.length === 0)
    return [
      problem('no-charger', {
        what: `The account sees ${installations.length === 0 ? 'no installation' : counted(installations.length, 'installation')} and no charger.`,
        why: 'There is nothing to follow and nothing to command.',
        remedy:
          'Have the account invited to the installation with the role Owner or Service, or consent to its user group.',
        ask: whom.owner,
      }),
    ];
  const byRole = Map.groupBy(installations, ({ roles }) => roleOf(roles));
  const seen = `${counted(chargers.length, 'charger')} at ${counted(installations.length, 'installation')}`;
  return [
    ok('chargers-seen', `The account sees ${seen}.`),
    ...[...byRole].map(([role, records]) => ofRole(role, placesOf(records, installations.length))),
  ];
}

function ofRole(role: Role, places: string): Finding {
  switch (role) {
    case 'Owner':
      return ok('role-owner', `Role Owner ${places}: it may read, command, and set the available current.`);
    case 'Service':
      return ok(
        'role-service',
        `Role Service ${places}: it may read, command, and set the available current and the fuse.`,
      );
    case 'User':
    case 'none':
      return warning(role === 'User' ? 'role-user' : 'role-none', {
        what: role === 'User' ? `Role User ${places}.` : `The role ${places} is none that this program knows.`,
        why: 'The cloud shows lists alone then: no state, no stream, and it takes no command. What is known is up to an hour old.',
        remedy: 'Have the account made Owner or Service there.',
        ask: whom.owner,
      });
  }
}
