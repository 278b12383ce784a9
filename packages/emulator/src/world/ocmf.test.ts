import { describe, expect, it } from 'vitest';
import { completedSession, fiscalReading } from './ocmf.ts';

const meter = { model: 'Go', serial: 'ZAP000001', firmware: '2.4.2.4', key: null } as const;

describe('meter readings as text', () => {
  it('write a completed session as the worked example of zaptec-api.md §10.13 does, to the byte', () => {
    const text = completedSession(meter, {
      id: '5e550000-0000-4000-8000-000000000042',
      startUs: Date.UTC(2026, 10, 20, 16, 30, 59, 37) * 1000 + 112,
      startWh: 4_315_308.2,
      endUs: Date.UTC(2026, 10, 20, 19, 12, 44, 518) * 1000 + 201,
      endWh: 4_333_512.551,
      ticks: [Date.UTC(2026, 10, 20, 17), 4_320_401.7],
      page: 77,
      token: 'nfc-00000001',
      firmware: '2.4.2.4',
      commit: 5,
      committedUs: Date.UTC(2026, 10, 20, 19, 12, 46, 200) * 1000,
    });
    expect(text).toBe(
      String.raw`{"SessionId":"5e550000-0000-4000-8000-000000000042","Energy":18.204351,"StartDateTime":"2026-11-20T16:30:59.037112Z","EndDateTime":"2026-11-20T19:12:44.518201Z","ReliableClock":true,"StoppedByRFID":false,"AuthenticationCode":"nfc-00000001","SignedSession":"OCMF|{\"FV\":\"1.0\",\"GI\":\"ZAPTEC GO\",\"GS\":\"ZAP000001\",\"GV\":\"2.4.2.4\",\"PG\":\"T77\",\"RD\":[{\"TM\":\"2026-11-20T16:30:59,000+00:00 R\",\"TX\":\"B\",\"RV\":4315.308,\"RI\":\"1-0:1.8.0\",\"RU\":\"kWh\",\"RT\":\"AC\",\"ST\":\"G\"},{\"TM\":\"2026-11-20T17:00:00,000+00:00 R\",\"TX\":\"T\",\"RV\":4320.401,\"RI\":\"1-0:1.8.0\",\"RU\":\"kWh\",\"RT\":\"AC\",\"ST\":\"G\"},{\"TM\":\"2026-11-20T19:12:44,000+00:00 R\",\"TX\":\"E\",\"RV\":4333.512,\"RI\":\"1-0:1.8.0\",\"RU\":\"kWh\",\"RT\":\"AC\",\"ST\":\"G\"}]}"}`,
    );
  });

  it('write a fiscal reading as §10.5 does, to the byte', () => {
    expect(fiscalReading(meter, 4, Date.UTC(2026, 10, 20, 17), 4_320_401)).toBe(
      'OCMF|{"FV":"1.0","GI":"ZAPTEC GO","GS":"ZAP000001","GV":"2.4.2.4","PG":"F4","RD":[{"TM":"2026-11-20T17:00:00,000+00:00 R","RV":4320.401,"RI":"1-0:1.8.0","RU":"kWh","RT":"AC","ST":"G"}]}',
    );
  });
});
