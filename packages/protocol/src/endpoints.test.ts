import { describe, expect, test } from 'vitest';
import { endpoint, endpoints } from './endpoints.ts';

// Method and path of every row of the cloud's public documents, written out once more by hand.
const documented = [
  'POST /oauth/token',
  'GET /api/installation',
  'GET /api/installation/{id}',
  'GET /api/installation/{id}/hierarchy',
  'POST /api/installation/{id}/update',
  'GET /api/installation/{id}/messagingConnectionDetails',
  'GET /api/userGroups/{id}/messagingConnectionDetails',
  'GET /api/chargers',
  'GET /api/chargers/{id}',
  'GET /api/chargers/{id}/state',
  'POST /api/chargers/{id}/update',
  'POST /api/chargers/{id}/sendCommand/{commandId}',
  'GET /api/chargerFirmware/installation/{installationId}',
  'GET /api/chargehistory',
  'GET /api/chargehistory/installationreport',
  'POST /api/chargehistory/installationreport',
  'GET /api/session/{id}',
  'POST /api/session/{id}/priority',
  'GET /api/sessions/archived',
  'GET /api/constants',
];

describe('the endpoint table', () => {
  test('holds exactly the documented calls, each once', () => {
    expect(endpoints.map((row) => `${row.method} ${row.path}`).sort()).toEqual([...documented].sort());
    expect(new Set(endpoints.map((row) => row.id)).size).toBe(documented.length);
  });

  test('only the token and the constants need no token', () => {
    expect(endpoints.filter((row) => !row.needsToken).map((row) => row.id)).toEqual(['token', 'constants']);
  });

  test('names a replacement for each deprecated call, and the replacement is not deprecated itself', () => {
    const deprecated = endpoints.filter((row) => row.deprecated !== null);
    expect(deprecated.map((row) => row.id)).toEqual(['installation-stream-details', 'charge-history']);
    for (const row of deprecated) {
      expect(row.deprecated && endpoint(row.deprecated.insteadId).deprecated).toBeNull();
    }
  });

  test('names the public source of every row', () => {
    for (const row of endpoints) expect(row.source).toMatch(/^https:\/\/(docs|api)\.zaptec\.com\//);
  });

  test('cannot be changed by anybody who holds it', () => {
    expect(Object.isFrozen(endpoints)).toBe(true);
    for (const row of endpoints) {
      expect(Object.isFrozen(row) && Object.isFrozen(row.query)).toBe(true);
      expect(row.deprecated === null || Object.isFrozen(row.deprecated)).toBe(true);
    }
  });
});
