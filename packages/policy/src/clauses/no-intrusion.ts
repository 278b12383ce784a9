// §4: no attempt at unauthorised access. What the cloud refused is not tried on, and ids are not guessed.
import type { Clause } from '../clause.ts';
import type { Decision } from '../decision.ts';

/** Courtesy: a person mistypes a password a few times; whoever goes on is guessing it. */
export const refusedLoginsPerHour = 5;
/** Courtesy: things are removed or moved now and then; whoever meets more at once walks through ids. */
export const refusedIdsPerHour = 20;
export const intrusionWindowMs = 3_600_000;
/** Courtesy: no source names a time. A role is given by a person; to ask once a day finds it out. */
export const missingRoleMs = 86_400_000;

export const noIntrusion: Clause = {
  id: 'no-intrusion',
  kind: 'limit',
  title: 'Leave alone what is not yours to open',
  section: ['4'],
  why: 'Guessed passwords and guessed ids look like an attack, and are answered as one: access can end at once.',
  source: { kind: 'policy', where: 'Fair Use policy §4, unauthorised access', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [
    { name: 'refused logins of one address', value: refusedLoginsPerHour, unit: 'logins/h', source: 'courtesy' },
    { name: 'refused ids that were never shown', value: refusedIdsPerHour, unit: 'ids/h', source: 'courtesy' },
    { name: 'spacing of calls for which a role is missing', value: missingRoleMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'critical',
  escalates: null,
  implies: [],
  remedy:
    'Stop and mend the credentials or the list of ids; ask only for what a list, a hierarchy or an event has shown, and have a missing role given by a person.',
  decided:
    'After 5 refused logins in an hour the next waits until the first of them is an hour old. After 20 different ids that were never shown and were refused, further such ids wait likewise. A call that was answered 403 for want of a role is made again after 24 hours.',
  judged:
    'Counts logins answered 400, 401 or 403 per address (where only the client wrote, per account), and per account the different ids answered 403 or 404 that no list, hierarchy or event had shown. A second 403 to the same call on an id that had been shown, within 24 hours and sent after the first could be read, is a minor breach: each call may need a role of its own; the 24 hours are our courtesy, no source names a time. Where nobody wrote down whether ids had been shown, more than 20 leave the verdict open.',
  examples: {
    keeps: `
      0     login 400 x=5 every=60
      3600  login`,
    breaks: '0  login 400 x=6 every=60',
  },
  ask(ledger, intent, nowMs) {
    const { denials } = ledger.trespass;
    if (intent.class === 'token') {
      const fifthAtMs = denials.nthLoginAtMs(intent.clientAddress, refusedLoginsPerHour);
      return waitUntil(fifthAtMs + intrusionWindowMs, nowMs);
    }
    if (intent.resource === null) return null;
    switch (intent.shown) {
      case 'no':
        return waitUntil(denials.nthOtherIdAtMs(intent.resource, refusedIdsPerHour, nowMs) + intrusionWindowMs, nowMs);
      case 'yes':
      case 'unknown':
        return waitUntil(denials.roleMissingAtMs(intent.path, intent.resource) + missingRoleMs, nowMs);
    }
  },
  due: null,
};

function waitUntil(untilMs: number, nowMs: number): Decision | null {
  return untilMs > nowMs ? { kind: 'wait', untilMs, clause: 'no-intrusion' } : null;
}
