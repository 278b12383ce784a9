import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchEndpoint } from './match-endpoint.ts';

describe('matchEndpoint', () => {
  test('finds an endpoint and its parameters, whatever the casing of the path', () => {
    const match = matchEndpoint('post', '/API/Chargers/AB-1/SENDCOMMAND/506?x=1');
    expect(match?.endpoint.id).toBe('charger-command');
    expect(match?.params).toEqual({ id: 'AB-1', commandId: '506' });
  });

  test('tells the two reports apart by their method', () => {
    expect(matchEndpoint('GET', '/api/chargehistory/installationreport')?.endpoint.id).toBe(
      'installation-report-query',
    );
    expect(matchEndpoint('POST', '/api/chargehistory/installationreport')?.endpoint.id).toBe('installation-report');
  });

  test('decodes a parameter once', () => {
    expect(matchEndpoint('GET', '/api/chargers/a%2Fb%252e')?.params).toEqual({ id: 'a/b%2e' });
  });

  test('forgives one slash at the end', () => {
    expect(matchEndpoint('GET', '/api/chargers/')?.endpoint.id).toBe('chargers');
    expect(matchEndpoint('GET', '/api/chargers//')).toBeUndefined();
  });

  test.each([
    ['GET', '/api/chargers/c/settings'],
    ['POST', '/api/chargers/c/localSettings'],
    ['GET', '/api/chargers/c/live'],
    ['POST', '/api/chargers/c/authorizecharge'],
    ['PUT', '/api/installation/i'],
    ['GET', '/api/circuits/c'],
    ['GET', '/api/installation/i/energySensorData'],
    ['GET', '/api/userGroups'],
    ['DELETE', '/api/chargers/c'],
    ['GET', '/api/chargers/../installation'],
    ['GET', '/api/chargers/%2e%2e/state'],
    ['GET', '/api/chargers/%E0%A4%A/state'],
    ['GET', '/api/chargers//state'],
    ['GET', 'api/chargers'],
    ['GET', ''],
    ['GET', '/'],
    ['GET', `/api/chargers/${'a'.repeat(3000)}`],
  ])('knows nothing of %s %s', (method, path) => {
    expect(matchEndpoint(method, path)).toBeUndefined();
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (method, path) => {
        expect(() => matchEndpoint(method, `/api/${path}`)).not.toThrow();
      }),
    );
  });
});
