// A session of the archive (zaptec-api.md §7.3, §10.15): camelCase, times with `Z`, energy as the meter prints it.
import type { Switches } from '../../switches/switches.ts';
import { restTime, restTimeForm } from '../../time-forms.ts';
import { hasBit } from '../../world/ended-session.ts';
import type { CloudRow } from '../../world/simulated-world.ts';
import { energyDetails, meteredKwh } from './energy-details.ts';
import type { ToldSession } from './told-sessions.ts';

export function archivedRow({ charger, session, holder }: ToldSession, switches: Switches): CloudRow {
  const form = restTimeForm(switches);
  const at = (us: number): string => restTime(us, form, { zone: true });
  const person = holder?.person;
  return {
    id: session.id,
    externalId: null,
    replacedBySessionId: session.replacedBy ?? null,
    chargerId: charger.id,
    deviceId: charger.serial,
    deviceName: charger.name,
    chargerFirmwareVersion: session.firmware,
    startDateTime: at(session.startUs),
    endDateTime: at(session.endUs),
    recognizedDateTime: at(session.committedUs),
    energy: meteredKwh(session),
    tokenName: holder?.cardName ?? null,
    authorizedUser: person ? { id: person.id, email: person.email, fullName: person.fullName } : null,
    energyDetails: energyDetails(session, switches.get('energy-details')).map(({ atUs, energyKwh }) => ({
      timestamp: at(atUs),
      energy: energyKwh,
    })),
    sessionSignature: charger.sessionRecord(session),
    sessionSignatureEichreicht: null,
    offline: hasBit(session, 'Offline'),
    reliableClock: hasBit(session, 'ReliableClock'),
    stoppedByRfid: hasBit(session, 'StoppedByRFID'),
    signed: hasBit(session, 'Signed'),
    voided: hasBit(session, 'Void'),
    aborted: hasBit(session, 'Aborted'),
    ocppNative: hasBit(session, 'OcppNative'),
    externallyAbandoned: false,
  };
}
