// What each call asks for, in the words of a message: who reads *session* or *report* knows which of their calls it was. The type
// makes a missing one fail the type check.
import type { EndpointId } from '@fairlead/protocol';

/** A call in words. */
export interface Asked {
  /** What fails, after *Failed to*. */
  readonly task: string;
  /** What its id names, of which a 404 says that there is none such; null where no id does. */
  readonly thing: string | null;
  readonly call: 'read' | 'write';
}

const asked = (task: string, thing: string | null = null): Asked => ({ task, thing, call: 'read' });
const wanted = (task: string, thing: string): Asked => ({ task, thing, call: 'write' });

export const wordsOfEndpoints: Readonly<Record<EndpointId, Asked>> = {
  token: asked('log in'),
  installations: asked('read the list of installations'),
  installation: asked('read the installation', 'installation'),
  'installation-hierarchy': asked('read the hierarchy of the installation', 'installation'),
  'installation-update': wanted('change the installation', 'installation'),
  'installation-stream-details': asked('read the stream details of the installation', 'installation'),
  'group-stream-details': asked('read the stream details of the user group', 'user group'),
  chargers: asked('read the list of chargers'),
  charger: asked('read the charger', 'charger'),
  'charger-state': asked('read the state of the charger', 'charger'),
  'charger-update': wanted('change the charger', 'charger'),
  'charger-command': wanted('send the command to the charger', 'charger'),
  firmware: asked('read the firmware of the installation', 'installation'),
  'charge-history': asked('read the charge history'),
  'installation-report': asked('read the report of the installation', 'installation'),
  'installation-report-query': asked('read the report of the installation', 'installation'),
  session: asked('read the session', 'session'),
  'session-priority': wanted('set the priority of the session', 'session'),
  'archived-sessions': asked('read the archived sessions'),
  constants: asked('read the constants'),
};
