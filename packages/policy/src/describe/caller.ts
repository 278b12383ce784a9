// What each class of call is, and who makes it.
import type { CallClass } from '../fact.ts';

interface Words {
  /** What belongs to the class. */
  readonly holds: string;
  /** What its caller does, after "everybody who". */
  readonly does: string;
}

export const classWords: Readonly<Record<CallClass, Words>> = {
  token: { holds: 'logins at the token endpoint', does: 'logs in' },
  list: { holds: 'lists of chargers and of installations', does: 'reads lists' },
  detail: { holds: 'one installation or one charger', does: 'reads details' },
  hierarchy: { holds: 'the circuits and chargers of an installation', does: 'reads hierarchies' },
  firmware: { holds: 'firmware versions of the chargers of an installation', does: 'reads firmware versions' },
  constants: { holds: 'names and numbers that the cloud uses', does: 'reads the constants' },
  state: { holds: 'observations of one charger', does: 'reads the state of chargers' },
  'stream-details': {
    holds: 'connection details of the service bus',
    does: 'asks for connection details of the service bus',
  },
  history: { holds: 'charge history, archived sessions, one session by its id', does: 'reads history' },
  report: { holds: 'reports that the cloud makes up on request', does: 'asks for reports' },
  command: { holds: 'commands to a charger', does: 'sends commands' },
  update: {
    holds: "changes of an installation, of a charger, of a session's priority",
    does: 'changes settings',
  },
  undocumented: { holds: 'everything else', does: 'calls what is not documented' },
};

/** `everybody who reads lists or reads details`. */
export function whoIn(appliesTo: 'all' | readonly CallClass[]): string {
  if (appliesTo === 'all' || appliesTo.length === 0) return 'everybody who calls the API';
  const deeds = appliesTo.map((name) => classWords[name].does);
  const last = deeds.slice(-1);
  return `everybody who ${[...(deeds.length > 1 ? [deeds.slice(0, -1).join(', ')] : []), ...last].join(' or ')}`;
}
