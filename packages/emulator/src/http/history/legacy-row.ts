// An item of the deprecated charge history (zaptec-api.md §7.1, §10.14).
import type { Switches } from '../../switches/switches.ts';
import { restTime, restTimeForm } from '../../time-forms.ts';
import { energyKwh } from '../../world/ended-session.ts';
import type { CloudRow } from '../../world/simulated-world.ts';
import { energyDetails } from './energy-details.ts';
import type { ToldSession } from './told-sessions.ts';

export interface RowForm {
  readonly withDetails: boolean;
  readonly switches: Switches;
}

/** Fields of a person are absent for guests. */
export function legacyRow({ charger, session, holder }: ToldSession, { withDetails, switches }: RowForm): CloudRow {
  const form = restTimeForm(switches);
  const at = (us: number): string => restTime(us, form);
  const person = holder?.person;
  return {
    Id: session.id,
    DeviceId: charger.serial,
    StartDateTime: at(session.startUs),
    EndDateTime: at(session.endUs),
    Energy: energyKwh(session),
    CommitMetadata: session.commit,
    CommitEndDateTime: at(session.committedUs),
    ...(person && { UserFullName: person.fullName }),
    ChargerId: charger.id,
    DeviceName: charger.name,
    ...(person && { UserEmail: person.email, UserId: person.id }),
    ...(holder && { TokenName: holder.cardName }),
    ExternalId: null,
    ExternallyEnded: false,
    ...(withDetails && {
      EnergyDetails: energyDetails(session, switches.get('energy-details')).map(({ atUs, energyKwh }) => ({
        Timestamp: at(atUs),
        Energy: energyKwh,
      })),
    }),
    ChargerFirmwareVersion: versionParts(session.firmware),
    SignedSession: charger.sessionRecord(session),
    ReplacedBySessionId: session.replacedBy ?? null,
  };
}

/** A .NET version: the revision once whole and once as its upper and lower 16 bits. */
function versionParts(text: string): CloudRow {
  const [Major = 0, Minor = 0, Build = 0, Revision = 0] = text.split('.').map(Number);
  return { Major, Minor, Build, Revision, MajorRevision: Revision >> 16, MinorRevision: Revision & 0xffff };
}
