import { endpoints } from '@fairlead/protocol';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import { undocumented } from '../testing/documented-answers.ts';
import { type HostileCall, hostileCalls } from '../testing/hostile-calls.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';

let cloud: RehearsedCallers;
const mistakes: string[] = [];
const heard = (warning: Error) => void mistakes.push(String(warning.stack));

beforeAll(async () => {
  cloud = await rehearsedCallers();
  process.on('warning', heard);
});
beforeEach(() => void mistakes.splice(0));
afterEach(() => expect(mistakes).toEqual([]));
afterAll(async () => {
  process.off('warning', heard);
  await cloud.emulator.stop();
});

const knownIds = (): string[] => {
  const [charger] = cloud.emulator.world.chargers();
  return [charger?.id ?? '', charger?.installationId ?? '', ...cloud.emulator.accounts.owner.userGroupIds];
};

async function answerTo({ as, method, target, body, headers }: HostileCall) {
  const init = { method, headers, ...(body === null ? {} : { body }) };
  const answer =
    as === null ? await cloud.emulator.fetch(cloud.emulator.url + target, init) : await cloud.call(as, target, init);
  return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() };
}

test('whatever is called, however wrongly: a documented status with its documented body, and no mistake', async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(hostileCalls(knownIds()), async (call) => {
      const answer = await answerTo(call);
      statuses.add(answer.status);
      expect(undocumented(answer)).toBeUndefined();
    }),
    { numRuns: 1_500 },
  );
  // The calls are not all refused at the first door, or nothing was proved about the rooms behind.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]));
}, 120_000);

test('the casing of path and query does not matter', async () => {
  const [chargerId = '', installationId = ''] = knownIds();
  const targets = [
    '/api/chargers?PageSize=1&PageIndex=1&NameFilter=bay',
    '/api/installation?ReturnIdNameOnly=true',
    `/api/chargers/${chargerId}`,
    `/api/installation/${installationId}`,
    `/api/chargers?InstallationId=${installationId}&Exclude=Pin`,
  ];
  const cased = fc.constantFrom(...targets).chain((target) =>
    fc.array(fc.boolean(), { minLength: target.length, maxLength: target.length }).map((upper) => ({
      target,
      // Values keep their casing but for ids and true, where the cloud does not look at it.
      wrong: target.replace(/[^=&?]+(?=[=?]|$)|\/[^?]*/g, (part, at: number) =>
        part === 'bay'
          ? part
          : [...part].map((letter, place) => (upper[at + place] ? letter.toUpperCase() : letter)).join(''),
      ),
    })),
  );
  await fc.assert(
    fc.asyncProperty(cased, async ({ target, wrong }) => {
      const [right, other] = [await cloud.call('owner', target), await cloud.call('owner', wrong)];
      expect([wrong, other.status]).toEqual([wrong, 200]);
      expect(await other.text()).toBe(await right.text());
    }),
    { numRuns: 30 },
  );
}, 60_000);

test('every endpoint refuses a target of more than 8 kB with 414 and a body of more than 1 MiB with 413', async () => {
  for (const { method, path } of endpoints) {
    const place = path.replace(/\{\w+\}/g, knownIds()[0] ?? '');
    const long = await cloud.call('owner', `${place}?NameFilter=${'x'.repeat(16_384)}`, { method });
    expect([path, long.status]).toEqual([path, 414]);
    if (method === 'GET') continue;
    const large = await cloud.call('owner', place, { method, body: 'x'.repeat(10_000_000) });
    expect([path, large.status]).toEqual([path, 413]);
  }
});
