import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointId } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { matchEndpoint } from './match-endpoint.ts';
import { pathOf } from './path-of.ts';
import { ProtocolError } from './protocol-error.ts';

const charger = 'c0ffee00-0000-4000-8000-000000000001';

function paramNames(path: string): readonly string[] {
  return path.split('/').flatMap((part) => (part.startsWith('{') ? [part.slice(1, -1)] : []));
}

/** Texts that would like to leave their segment, mixed with any text at all. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('/', '\\', '..', '.', '%2f', '%2e', '%', '?', '#', '&', ';', '@', ':', '\0', '\n', ' ', 'a'),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join('')),
);

describe('pathOf', () => {
  test('fills a template', () => {
    expect(pathOf('charger-command', { id: charger, commandId: '506' })).toBe(
      `/api/chargers/${charger}/sendCommand/506`,
    );
    expect(pathOf('constants')).toBe('/api/constants');
  });

  test.each([
    ['../../oauth/token', '..%2F..%2Foauth%2Ftoken'],
    ['%2e%2e', '%252e%252e'],
    ['a/state', 'a%2Fstate'],
    ['x?Roles=8#y', 'x%3FRoles%3D8%23y'],
    ['...', '...'],
  ])('encodes %j as one segment', (id, encoded) => {
    expect(pathOf('charger', { id })).toBe(`/api/chargers/${encoded}`);
  });

  test.each(['', '.', '..', '\ud800', 'x'.repeat(201)])(
    'refuses the id %j with a typed error that does not repeat it',
    (id) => {
      expect(() => pathOf('charger-state', { id })).toThrow(
        expect.objectContaining({ name: 'ProtocolError', code: 'unsafe-parameter', subject: 'id' }),
      );
    },
  );

  test('refuses a missing parameter, and an inherited one is missing', () => {
    expect(() => pathOf('charger')).toThrow(expect.objectContaining({ code: 'missing-parameter' }));
    expect(() => pathOf('charger', Object.create({ id: charger }))).toThrow(
      expect.objectContaining({ code: 'missing-parameter' }),
    );
  });

  test('no id at all reaches another path: what a URL parser makes of it is the same endpoint with the same id', () => {
    const calls = fc
      .constantFrom(...endpoints)
      .chain((row) =>
        fc
          .tuple(...paramNames(row.path).map(() => hostileText))
          .map((values): [EndpointId, Record<string, string>] => [
            row.id,
            Object.fromEntries(paramNames(row.path).map((name, index) => [name, values[index] ?? ''])),
          ]),
      );
    fc.assert(
      fc.property(calls, ([id, params]) => {
        const path = builtOrRefused(id, params);
        if (path === undefined) return Object.values(params).some((value) => /^\.{0,2}$|\p{Surrogate}/u.test(value));
        const url = new URL(path, 'https://cloud.example');
        const row = endpoints.find((candidate) => candidate.id === id);
        const match = matchEndpoint(row?.method ?? '', url.pathname);
        expect(url.origin + url.search + url.hash).toBe('https://cloud.example');
        expect(match?.endpoint.id).toBe(id);
        expect(match?.params).toEqual(params);
        return true;
      }),
      { numRuns: 1000 },
    );
  });
});

function builtOrRefused(id: EndpointId, params: Record<string, string>): string | undefined {
  try {
    return pathOf(id, params);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'unsafe-parameter') return undefined;
    throw error;
  }
}
