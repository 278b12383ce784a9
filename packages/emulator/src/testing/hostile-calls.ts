// Calls as nobody should make them, built from the endpoint table: known places with wrong ids, names, types and sizes.
import { type Endpoint, endpoints } from '@fairlead/protocol';
import fc from 'fast-check';
import type { AccountName } from '../fleets/accounts.ts';
import { documentedBodies, type EndpointWithBody, everyBodyField } from './documented-bodies.ts';

export interface HostileCall {
  readonly method: string;
  readonly target: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: without a token. */
  readonly as: AccountName | null;
}

const huge = fc.constantFrom('9'.repeat(400), 'x'.repeat(6_000), '1e309', '-1', '0', '1.5', '99999999999999999999');
const odd = fc.oneof(
  huge,
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', '%00', '%', '%E0%A4%A', '../..', '\u202e', 'null', 'true', '{}', "'; --", 'NaN', '[]'),
  fc.constantFrom('2026-11-20', '2026-11-20T17:04:11Z', '0001-01-01T00:00:00', '2026-02-31', '9999-12-31T23:59:59'),
  fc.integer().map(String),
);
const cased = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      [...text].map((letter, place) => (upper[place] ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    );
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

function targetOf({ path, query }: Endpoint, knownIds: readonly string[]): fc.Arbitrary<string> {
  const segment = (part: string) => {
    if (part === '{commandId}')
      return fc.oneof(fc.constantFrom('506', '507', '102', '10001', 'StopChargingFinal'), odd);
    return part.startsWith('{') ? fc.oneof(fc.constantFrom(...knownIds), fc.uuid(), odd) : cased(part);
  };
  const place = fc.tuple(...path.split('/').map((part) => segment(part).map(encodeURIComponent)));
  const names = query.length > 0 ? fc.oneof(fc.constantFrom(...query).chain(cased), odd) : odd;
  const search = fc.array(fc.tuple(names, fc.oneof(odd, fc.constantFrom(...knownIds))), { maxLength: 5 });
  return fc.tuple(place, search).map(([parts, pairs]) => {
    const asked = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
    return parts.join('/') + (asked === '' ? '' : `?${asked}`);
  });
}

/** Its own documented fields; of an endpoint that documents none, those of all others. */
function fieldsBody({ id }: Endpoint): fc.Arbitrary<string> {
  const own: readonly string[] = id in documentedBodies ? documentedBodies[id as EndpointWithBody] : everyBodyField;
  const names = fc.oneof({ arbitrary: fc.constantFrom(...own).chain(cased), weight: 3 }, { arbitrary: odd, weight: 1 });
  return fc
    .dictionary(names, fc.oneof(fc.jsonValue(), odd, fc.double()), { maxKeys: 6 })
    .map((fields) => JSON.stringify(fields));
}
const formBody = fc
  .array(fc.tuple(fc.constantFrom('grant_type', 'username', 'password', 'scope', 'refresh_token', 'code'), odd), {
    maxLength: 4,
  })
  .map((pairs) => new URLSearchParams(pairs).toString());
const bodiesOf = (endpoint: Endpoint) =>
  fc.oneof(
    { arbitrary: fieldsBody(endpoint), weight: 6 },
    { arbitrary: formBody, weight: 2 },
    { arbitrary: odd, weight: 2 },
    {
      arbitrary: fc.constantFrom('[', '['.repeat(20_000), '{"a":'.repeat(5_000), '\ufeff{}', '"', 'null', '[]', '7'),
      weight: 1,
    },
    { arbitrary: fc.constantFrom('x'.repeat(1_048_577), `{"maxCurrent":"${'9'.repeat(10_000_000)}"}`), weight: 1 },
  );
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x/y'),
    'user-agent': fc.constantFrom('rehearsal/1.0', ' ', 'x'.repeat(5_000)),
    accept: fc.constantFrom('text/plain', '*/*', ''),
    authorization: fc.constantFrom('Bearer', 'Bearer x', 'Basic eDp5', `Bearer ${'x'.repeat(5_000)}`),
  },
  { requiredKeys: [] },
);

/** @param knownIds ids that mean something in the world at hand */
export function hostileCalls(knownIds: readonly string[]): fc.Arbitrary<HostileCall> {
  return fc.constantFrom(...endpoints).chain((endpoint) =>
    fc
      .record({
        method: fc.oneof(
          { arbitrary: fc.constant(endpoint.method), weight: 8 },
          { arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'), weight: 1 },
        ),
        target: targetOf(endpoint, knownIds),
        body: sometimes(bodiesOf(endpoint)),
        headers,
        as: fc.constantFrom('owner', 'owner', 'service', 'user', 'stranger', null),
      })
      .map((call): HostileCall => {
        const bodiless = call.method === 'GET' || call.method === 'HEAD';
        const { authorization, ...others } = call.headers;
        // A wrong token instead of the account's own would end most calls at the first door.
        const told = call.as === null && authorization !== undefined ? { ...others, authorization } : others;
        return {
          ...call,
          as: call.as as AccountName | null,
          headers: told,
          body: bodiless ? null : (call.body ?? null),
        };
      }),
  );
}
