// Whether changes come by the service bus, for whom not, and who can switch it on. Source: zaptec-api.md §4.2, §4.5.
import type { CallFact } from '@fairlead/policy';
import { type InstallationRecord, roleOf, type StreamSourceStatus } from '@fairlead/sdk';
import type { Examined } from './examined.ts';
import { counted, type Finding, ok, problem, warning, whom } from './finding.ts';
import { placesOf } from './places.ts';
import { reasonIn, toldIn } from './trouble.ts';

const polled = 'Without the stream changes are found by reading: up to 10 minutes late, while charging up to a minute.';

export function examineStream(examined: Examined): readonly Finding[] {
  const { account, userGroupIds } = examined;
  const sources = account.streamStatus();
  const open = sources.filter(({ state }) => state === 'live' || state === 'quiet');
  const installations = account.mirror.installations();
  const silent = userGroupIds.length > 0 ? [] : installations.filter(isOff);
  return [
    ...(open.length === 0
      ? []
      : [
          ok(
            'stream-open',
            `${open.length} of ${counted(sources.length, 'stream')} open: changes come as they happen.`,
          ),
        ]),
    ...(silent.length === 0 ? [] : [switchedOff(placesOf(silent, installations.length))]),
    ...sources.filter((source) => !open.includes(source)).map((source) => ofSource(source, examined)),
  ];
}

function isOff({ messagingEnabled, roles }: InstallationRecord): boolean {
  const role = roleOf(roles);
  return !messagingEnabled && (role === 'Owner' || role === 'Service');
}

function switchedOff(places: string): Finding {
  return warning('messages-off', {
    what: `The message subscription is switched off ${places}.`,
    why: polled,
    remedy:
      'Switch on "message subscription" in the advanced settings of the portal, or name a user group in FAIRLEAD_USER_GROUP_IDS.',
    ask: whom.owner,
  });
}

function ofSource(source: StreamSourceStatus, { calls }: Examined): Finding {
  const { bus, scope, state, trouble } = source;
  const whose = `The stream of ${bus === 'group' ? 'user group' : 'installation'} ${scope}`;
  const told = trouble === null ? null : toldIn(trouble);
  const ask = whoOpens(bus, lastDetails(calls, scope));
  switch (state) {
    case 'down':
      return problem('stream-down', {
        what: `${whose} cannot be opened${told === null ? '.' : `: ${reasonIn(told.what)}`}`,
        why: polled,
        remedy: told?.remedy ?? 'It is tried again by itself.',
        ask,
      });
    case 'shared':
      return warning('stream-shared', {
        what: `${whose} is read by somebody else too: each message goes to one of you.`,
        why: polled,
        remedy: told?.remedy ?? 'Stop the other reader, or have a user group of your own.',
        ask: whom.operator,
      });
    case 'off':
    case 'connecting':
    case 'stale':
      return warning(`stream-${state}`, {
        what: `${whose} ${stateWords[state]}${told === null ? '.' : `: ${reasonIn(told.what)}`}`,
        why: polled,
        remedy: told?.remedy ?? 'It is tried again by itself; look again in some minutes.',
        ask,
      });
    case 'live':
    case 'quiet':
      return ok('stream-open', `${whose} is open.`);
  }
}

const stateWords = {
  off: 'is not read',
  connecting: 'is not open yet',
  stale: 'is open, and nothing came for more than 65 minutes',
} as const;

/** Rights are the owner's, what was told and cannot be connected to is the network's: AMQP goes by a port of its own. */
function whoOpens(bus: StreamSourceStatus['bus'], details: CallFact | undefined): string {
  const status = details?.status ?? null;
  if (status === 403 || status === 404) return bus === 'group' ? whom.groupOwner : whom.owner;
  if (status === 200) return `${whom.network} (the bus is reached by port 5671)`;
  return status === null ? whom.network : whom.support;
}

function lastDetails(calls: readonly CallFact[], scope: string): CallFact | undefined {
  const wanted = scope.toLowerCase();
  return calls.findLast(
    (call) => call.class === 'stream-details' && call.answeredAtMs !== null && call.resource?.toLowerCase() === wanted,
  );
}
