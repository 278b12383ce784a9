// Meter readings as the charger writes them down: OCMF text (zaptec-api.md §7.5) and the completed session (§7.2).
// A calibrated meter signs both its fiscal readings and its sessions; without a key the text has no third part.
import { deviceTypeOf, type Model } from '../fleets/world-plan.ts';
import { meterTime, sessionTime } from './cloud-time.ts';
import { signDeterministically } from './deterministic-signature.ts';
import { type EndedSession, energyKwh, hasBit } from './ended-session.ts';

export interface MeterIdentity {
  readonly model: Model;
  readonly serial: string;
  readonly firmware: string;
  /** On curve secp384r1; null: the meter is not calibrated and signs nothing. */
  readonly key: bigint | null;
}

/** Observation 911 and OCMF's GV. */
export function firmwareOf(model: Model): string {
  return deviceTypeOf(model) === 1 ? '3.4.2.1' : '2.4.2.4';
}

/** Pro writes a reading each quarter of an hour, Go each hour. */
export function readingIntervalMs(model: Model): number {
  return deviceTypeOf(model) === 1 ? 900_000 : 3_600_000;
}

/** Observation 554. */
export function fiscalReading(meter: MeterIdentity, page: number, wallMs: number, meterWh: number): string {
  return ocmf(meter, `F${page}`, [reading(wallMs, meterWh)]);
}

/** Observation 723. */
export function completedSession(meter: MeterIdentity, session: EndedSession): string {
  return JSON.stringify({
    SessionId: session.id,
    Energy: energyKwh(session),
    StartDateTime: sessionTime(session.startUs),
    EndDateTime: sessionTime(session.endUs),
    ReliableClock: hasBit(session, 'ReliableClock'),
    StoppedByRFID: hasBit(session, 'StoppedByRFID'),
    AuthenticationCode: session.token,
    SignedSession: sessionRecord(meter, session),
  });
}

/** The record of a session, the same text each time it is asked for. */
export function sessionRecord(meter: MeterIdentity, session: EndedSession): string {
  const { startUs, startWh, endUs, endWh, ticks, page, firmware } = session;
  const readings = [reading(startUs / 1000, startWh, 'B')];
  for (let place = 0; place + 1 < ticks.length; place += 2)
    readings.push(reading(ticks[place] as number, ticks[place + 1] as number, 'T'));
  readings.push(reading(endUs / 1000, endWh, 'E'));
  return ocmf({ ...meter, firmware }, `T${page}`, readings);
}

function reading(wallMs: number, meterWh: number, kind?: 'B' | 'T' | 'E'): object {
  return {
    TM: meterTime(Math.floor(wallMs / 1000) * 1000),
    ...(kind && { TX: kind }),
    RV: kwh(meterWh),
    RI: '1-0:1.8.0',
    RU: 'kWh',
    RT: 'AC',
    ST: 'G',
  };
}

/** Rounded down: a later, larger reading is never printed smaller. */
export function kwh(meterWh: number): number {
  return Math.floor(meterWh) / 1000;
}

/** What a Home writes was not seen; it is of the Pro's family. */
const gateways = { Go: 'ZAPTEC GO', 'Go 2': 'Zaptec Go2', Pro: 'ZAPTEC PRO', Home: 'ZAPTEC PRO' } as const;

function ocmf(meter: MeterIdentity, page: string, readings: readonly object[]): string {
  const data = JSON.stringify({
    FV: '1.0',
    GI: gateways[meter.model],
    GS: meter.serial,
    GV: meter.firmware,
    PG: page,
    RD: readings,
  });
  return meter.key === null ? `OCMF|${data}` : `OCMF|${data}|${signature(meter.key, data)}`;
}

/** Signed is the data section as it stands between the bars. */
function signature(key: bigint, data: string): string {
  return JSON.stringify({
    SA: 'ECDSA-secp384r1-SHA256',
    SE: 'base64',
    SD: signDeterministically(key, data).toString('base64'),
  });
}
