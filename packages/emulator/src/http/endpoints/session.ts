// One session by its id, open or ended (zaptec-api.md §3.16, §10.11).
import { isUuid } from '@fairlead/protocol';
import { restTime, restTimeForm } from '../../time-forms.ts';
import { energyKwh } from '../../world/ended-session.ts';
import { empty, json } from '../answers.ts';
import { type CloudParts, type Handler, idOf, refusal } from '../data-call.ts';
import { type FoundSession, findSession, maySee } from '../history/session-look-up.ts';

export const session: Handler = (call, parts) => {
  if (!isUuid(idOf(call))) return refusal.malformedId();
  const found = findSession(parts.world, idOf(call));
  if (found === undefined) return empty(404);
  if (!maySee(found, call, parts)) return empty(403);
  const body = bodyOf(found, parts);
  return json(200, parts.switches.get('session-casing') === 'PascalCase' ? pascalCase(body) : body);
};

function bodyOf(found: FoundSession, { switches }: CloudParts): Readonly<Record<string, unknown>> {
  const form = restTimeForm(switches);
  const sessionStart = restTime(found.session.startUs, form, { zone: true });
  const { id: sessionId } = found.session;
  switch (found.kind) {
    case 'open':
      return { sessionId, sessionStart, sessionEnd: null, energy: found.session.energyKwh, signedSession: null };
    case 'ended':
      return {
        sessionId,
        sessionStart,
        sessionEnd: restTime(found.session.endUs, form, { zone: true }),
        energy: energyKwh(found.session),
        signedSession: found.charger.sessionRecord(found.session),
      };
  }
}

function pascalCase(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
}
