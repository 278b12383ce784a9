// Meter readings as the charger writes them down: OCMF text (zaptec-api.md §7.5) and the completed session (§7.2).
// Unsigned, as on chargers without a calibrated meter.
import { deviceTypeOf, type Model } from '../scenarios/world-plan.ts';
import type { Session } from './charger-state.ts';
import { meterTime, sessionTime } from './cloud-time.ts';

export interface MeterIdentity {
  readonly model: Model;
  readonly serial: string;
  /** @default the version that its model comes with */
  readonly firmware?: string;
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

export interface EndedSession extends Omit<Session, 'priority'> {
  readonly page: number;
  readonly endUs: number;
  readonly endWh: number;
  readonly token: string;
}

/** Observation 723. */
export function completedSession(meter: MeterIdentity, session: EndedSession): string {
  const readings = [
    reading(session.startUs / 1000, session.startWh, 'B'),
    ...session.ticks.map(([wallMs, meterWh]) => reading(wallMs, meterWh, 'T')),
    reading(session.endUs / 1000, session.endWh, 'E'),
  ];
  return JSON.stringify({
    SessionId: session.id,
    Energy: Number(((session.endWh - session.startWh) / 1000).toFixed(6)),
    StartDateTime: sessionTime(session.startUs),
    EndDateTime: sessionTime(session.endUs),
    ReliableClock: true,
    StoppedByRFID: false,
    AuthenticationCode: session.token,
    SignedSession: ocmf(meter, `T${session.page}`, readings),
  });
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
  return `OCMF|${JSON.stringify({
    FV: '1.0',
    GI: gateways[meter.model],
    GS: meter.serial,
    GV: meter.firmware ?? firmwareOf(meter.model),
    PG: page,
    RD: readings,
  })}`;
}
