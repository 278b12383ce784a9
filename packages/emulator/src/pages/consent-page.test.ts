// The lookup-key consent, form by form: what is offered, what comes back, and what a partner sees afterwards.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusDetails, Emulator } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { pageVisitor, type VisitedPage } from '../testing/page-visitor.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';

const owner = { username: 'owner@fairlead.test', password: 'demo-owner', decision: 'allow' };
const returnUrl = 'http://localhost:49152/welcome?tenant=7';

function linkOf({ emulator }: RehearsedCallers, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ partnerName: 'Tideway Energy', lang: 'en', returnUrl, ...more });
  return `/access/request/${emulator.accounts.partner.lookupKey}?${query}`;
}

/** The demo's home is of the type Go, its co-operative of the type Pro. */
async function sitesOf(cloud: RehearsedCallers) {
  const list = (await (await cloud.call('owner', '/api/installation')).json()) as {
    Data: { Id: string; InstallationType: number }[];
  };
  const idOf = (type: number) => list.Data.find((row) => row.InstallationType === type)?.Id ?? '';
  return { home: idOf(1), cooperative: idOf(0) };
}

const offeredOn = (page: VisitedPage): string[] =>
  [...page.text.matchAll(/name="installation" value="([^"]*)"/g)].map(([, id]) => id ?? '');

async function idsSeen(cloud: RehearsedCallers, path: string): Promise<string[]> {
  const list = (await (await cloud.call('partner', path)).json()) as { Data: { Id: string }[] };
  return list.Data.map(({ Id }) => Id);
}

async function consented(cloud: RehearsedCallers, installation: string | string[], more = {}): Promise<VisitedPage> {
  const browser = pageVisitor(cloud.emulator);
  const choice = await browser.send(await browser.open(linkOf(cloud, more)), owner);
  return browser.send(choice, { installation, decision: 'allow' });
}

describe('before and after a consent', () => {
  test('the partner sees nothing, then the installation that was ticked and its chargers, as Service', async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    expect(await idsSeen(cloud, '/api/installation')).toEqual([]);
    expect(await idsSeen(cloud, '/api/chargers')).toEqual([]);
    const back = await consented(cloud, home);
    expect(back.status).toBe(303);
    expect(back.location?.origin).toBe('http://localhost:49152');
    expect([...(back.location?.searchParams ?? [])]).toEqual([
      ['tenant', '7'],
      ['success', 'true'],
      ['lookupKey', cloud.emulator.accounts.partner.lookupKey],
      ['installationId', home],
    ]);
    expect(await idsSeen(cloud, '/api/installation')).toEqual([home]);
    const chargers = await idsSeen(cloud, '/api/chargers');
    const here = cloud.emulator.world.chargers().filter(({ installationId }) => installationId === home);
    expect(chargers.toSorted()).toEqual(here.map(({ id }) => id).toSorted());
    const row = (await (await cloud.call('partner', `/api/chargers/${chargers[0]}`)).json()) as Record<string, unknown>;
    expect(row).toMatchObject({ CurrentUserRoles: 4 });
    expect(row).not.toHaveProperty('Pin');
    expect((await cloud.call('partner', `/api/chargers/${chargers[0]}/state`)).status).toBe(200);
    const elsewhere = cloud.emulator.world.chargers().find(({ installationId }) => installationId !== home);
    expect((await cloud.call('partner', `/api/chargers/${elsewhere?.id}/state`)).status).toBe(403);
  });

  test("the bus of the partner's group carries that installation and no other", async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    const [groupId] = cloud.emulator.accounts.partner.userGroupIds;
    const path = `/api/userGroups/${groupId}/messagingConnectionDetails`;
    expect((await cloud.call('owner', path)).status).toBe(403);
    const details = (await (await cloud.call('partner', path)).json()) as Record<string, string | number | boolean>;
    const heard = await listenTo(cloud.emulator, details);
    await cloud.clock.advanceBy(60_000);
    expect(heard).toEqual([]);
    await consented(cloud, home);
    // Long enough for the next car to come to the home.
    await cloud.clock.advanceBy(600_000);
    const chargers = cloud.emulator.world.chargers().filter(({ installationId }) => installationId === home);
    expect(heard.length).toBeGreaterThan(0);
    for (const body of heard) expect(chargers.some(({ id }) => body.includes(id))).toBe(true);
  });

  test('hierarchy-after-consent-s: 204 for ten seconds, at once where the switch is 0', async () => {
    await using cloud = await rehearsedCallers();
    const { home, cooperative } = await sitesOf(cloud);
    const hierarchy = async (id: string) => {
      const answer = await cloud.call('partner', `/api/installation/${id}/hierarchy`);
      const body = await answer.text();
      return { status: answer.status, tree: body === '' ? null : (JSON.parse(body) as Record<string, unknown>) };
    };
    const tree = (id: string) => ({
      status: 200,
      tree: { Id: id, Circuits: expect.arrayContaining([expect.objectContaining({ Chargers: expect.any(Array) })]) },
    });
    await idsSeen(cloud, '/api/chargers');
    await consented(cloud, home);
    await cloud.clock.advanceBy(8_000);
    expect(await hierarchy(home)).toEqual({ status: 204, tree: null });
    expect(await hierarchy(home)).toMatchObject(tree(home));
    cloud.emulator.switches.set({ 'hierarchy-after-consent-s': 0 });
    await consented(cloud, cooperative, { installationId: cooperative });
    expect(await hierarchy(cooperative)).toMatchObject(tree(cooperative));
  });

  test('ExcludeIfVisibleForUserGroupLookupKey lists the candidates for a new consent', async () => {
    await using cloud = await rehearsedCallers();
    const { home, cooperative } = await sitesOf(cloud);
    const key = cloud.emulator.accounts.partner.lookupKey;
    const candidates = async (lookupKey: string) => {
      const path = `/api/installation?ExcludeIfVisibleForUserGroupLookupKey=${lookupKey}`;
      return ((await (await cloud.call('owner', path)).json()) as { Data: { Id: string }[] }).Data.map(({ Id }) => Id);
    };
    expect((await candidates(key)).toSorted()).toEqual([home, cooperative].toSorted());
    await consented(cloud, home);
    expect(await candidates(key)).toEqual([cooperative]);
    expect(await candidates('harbour0001')).toEqual([]);
    expect(await candidates('of-nobody')).toHaveLength(2);
  });

  test('a consent outlives a restart', async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    await consented(cloud, home);
    const snapshot = JSON.parse(JSON.stringify(cloud.emulator.snapshot()));
    await using later = await rehearsedCallers({ snapshot });
    expect(await idsSeen(later, '/api/installation')).toEqual([home]);
  });

  test('a snapshot whose consents are damaged is refused, one from before there were any is not', async () => {
    await using cloud = await rehearsedCallers();
    const { version, savedAt, world } = cloud.emulator.snapshot();
    const { consents: _none, ...older } = world as Record<string, unknown>;
    const damaged = { version, savedAt, world: { ...older, consents: [{ groupId: 7 }] } };
    await expect(startEmulator({ doors: 'in-process', snapshot: damaged })).rejects.toMatchObject({
      code: 'bad-snapshot',
    });
    const emulator = await startEmulator({ doors: 'in-process', snapshot: { version, savedAt, world: older } });
    await emulator.stop();
  });
});

describe('what is offered', () => {
  test('own installations of the type Go; a Pro one only when the link names it', async () => {
    await using cloud = await rehearsedCallers();
    const { home, cooperative } = await sitesOf(cloud);
    const offered = async (more = {}) => {
      const browser = pageVisitor(cloud.emulator);
      return offeredOn(await browser.send(await browser.open(linkOf(cloud, more)), owner));
    };
    expect(await offered()).toEqual([home]);
    expect(await offered({ installationtype: '0' })).toEqual([]);
    expect(await offered({ installationtype: '0', installationId: cooperative })).toEqual([cooperative]);
    expect(await offered({ installationId: home.toUpperCase() })).toEqual([home]);
    await consented(cloud, home);
    expect(await offered()).toEqual([]);
    expect(await offered({ showExisting: 'true' })).toEqual([home]);
  });

  test('nothing to whoever owns nothing, however the form is filled in', async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    for (const name of ['user', 'service', 'stranger', 'partner'] as const) {
      const browser = pageVisitor(cloud.emulator);
      const { username, password } = cloud.emulator.accounts[name];
      const choice = await browser.send(await browser.open(linkOf(cloud)), { username, password, decision: 'allow' });
      expect(offeredOn(choice)).toEqual([]);
      const back = await browser.send(choice, { installation: home, decision: 'allow' });
      expect(back.location?.searchParams.get('success')).toBe('false');
    }
    expect(await idsSeen(cloud, '/api/installation')).toEqual([]);
  });

  test('an installation that the page did not offer is not opened', async () => {
    await using cloud = await rehearsedCallers();
    const { home, cooperative } = await sitesOf(cloud);
    const back = await consented(cloud, [home, cooperative, 'nonsense']);
    expect(back.location?.searchParams.getAll('installationId')).toEqual([home]);
    expect(await idsSeen(cloud, '/api/installation')).toEqual([home]);
  });

  test('Cancel gives nothing away, at either step', async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    const browser = pageVisitor(cloud.emulator);
    const early = await browser.send(await browser.open(linkOf(cloud, { installationId: home })), { decision: 'deny' });
    expect(early.location?.search).toContain(`success=false&lookupKey=tideway0001&installationId=${home}`);
    const choice = await browser.send(await browser.open(linkOf(cloud)), owner);
    const late = await browser.send(choice, { installation: home, decision: 'deny' });
    expect(late.location?.searchParams.get('success')).toBe('false');
    expect(await idsSeen(cloud, '/api/installation')).toEqual([]);
  });

  test('whoever ticks nothing is asked again', async () => {
    await using cloud = await rehearsedCallers();
    const { home } = await sitesOf(cloud);
    const browser = pageVisitor(cloud.emulator);
    const choice = await browser.send(await browser.open(linkOf(cloud)), owner);
    const again = await browser.send(choice, { decision: 'allow' });
    expect([again.status, again.location]).toEqual([200, null]);
    expect(again.text).toContain('Tick at least one installation');
    const back = await browser.send(again, { installation: home, decision: 'allow' });
    expect(back.location?.searchParams.get('success')).toBe('true');
  });

  test('a wrong password shows the form again', async () => {
    await using cloud = await rehearsedCallers();
    const browser = pageVisitor(cloud.emulator);
    const again = await browser.send(await browser.open(linkOf(cloud)), { ...owner, password: 'guess' });
    expect(again.status).toBe(401);
    expect(again.text).toContain('role="alert"');
    expect(offeredOn(await browser.send(again, owner))).toHaveLength(1);
  });
});

describe('what a hostile link or form can do', () => {
  test.each([
    ['javascript:alert(1)'],
    ['http://elsewhere.test/'],
    ['http://127.0.0.1.elsewhere.test/'],
    ['https://user@elsewhere.test/'],
    ['https://:word@elsewhere.test/'],
    ['https://elsewhere.test/#fragment'],
    ['ftp://elsewhere.test/'],
    ["https://a'b.test/"],
    ['//elsewhere.test'],
    ['http://[::1]:80/'],
    ['data:text/html,x'],
    [`https://elsewhere.test/${'x'.repeat(3000)}`],
    [''],
  ])('a link back to %s is refused on a page', async (hostile) => {
    await using cloud = await rehearsedCallers();
    const { status, location } = await pageVisitor(cloud.emulator).open(linkOf(cloud, { returnUrl: hostile }));
    expect([status, location]).toEqual([400, null]);
  });

  test('an unknown lookup key and an installationId that is no UUID are refused on a page', async () => {
    await using cloud = await rehearsedCallers();
    const browser = pageVisitor(cloud.emulator);
    expect((await browser.open(`/access/request/nobody?returnUrl=${encodeURIComponent(returnUrl)}`)).status).toBe(404);
    expect((await browser.open(linkOf(cloud, { installationId: '1 or 1' }))).status).toBe(400);
  });

  test('whatever the partner calls itself, it is text and never markup', async () => {
    await using cloud = await rehearsedCallers();
    const plain = (await pageVisitor(cloud.emulator).open(linkOf(cloud))).text;
    const tagsOf = (text: string) => text.match(/<[^>]*>/g)?.map((tag) => tag.replace(/value="[^"]*"/, ''));
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[<>"'&a-z/= ]{1,60}$/));
    await fc.assert(
      fc.asyncProperty(texts, async (partnerName) => {
        const page = await pageVisitor(cloud.emulator).open(linkOf(cloud, { partnerName }));
        expect(page.status).toBe(200);
        expect(tagsOf(page.text)).toEqual(tagsOf(plain));
      }),
    );
  });

  test('whatever a link says, it is answered by a page, and nobody is sent anywhere before a form', async () => {
    await using cloud = await rehearsedCallers({ switches: { 'future-oauth': 'on' } });
    const browser = pageVisitor(cloud.emulator);
    const names = ['partnerName', 'lang', 'installationId', 'installationtype', 'returnUrl', 'showExisting'];
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.uuid(), fc.constantFrom('true', '0', '1'));
    const fields = fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fields, fc.constantFrom('tideway0001', 'x', '', '%2e%2e/%00'), async (query, key) => {
        const { status, location } = await browser.open(`/access/request/${key}?${new URLSearchParams(query)}`);
        expect([200, 400, 404]).toContain(status);
        expect(location).toBeNull();
      }),
    );
  });

  test('the policy of the page allows its own style and the way back, and nothing else', async () => {
    await using cloud = await rehearsedCallers();
    const { headers, text } = await pageVisitor(cloud.emulator).open(linkOf(cloud));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; /);
    expect(policy).toContain("form-action 'self' http://localhost:49152;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script|https?:\/\/|\bon\w+=/);
    expect(headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('a form is good once, in its own browser, for ten minutes', async () => {
    await using cloud = await rehearsedCallers();
    const browser = pageVisitor(cloud.emulator);
    const page = await browser.open(linkOf(cloud));
    expect((await pageVisitor(cloud.emulator).send(page, owner)).status).toBe(403);
    expect((await browser.send(page, owner)).status).toBe(200);
    expect((await browser.send(page, owner)).status).toBe(403);
    const old = await browser.open(linkOf(cloud));
    await cloud.clock.advanceBy(600_000);
    expect((await browser.send(old, owner)).status).toBe(403);
    expect((await browser.send({ ...old, ticket: 'made up' }, owner)).status).toBe(403);
  });

  test('two tabs of one browser do not harm each other', async () => {
    await using cloud = await rehearsedCallers();
    const browser = pageVisitor(cloud.emulator);
    const [one, two] = [await browser.open(linkOf(cloud)), await browser.open(linkOf(cloud))];
    expect((await browser.send(one, owner)).status).toBe(200);
    expect((await browser.send(two, owner)).status).toBe(200);
  });

  test('a form larger than any of ours is refused, and pages stand in no journal', async () => {
    await using cloud = await rehearsedCallers();
    const browser = pageVisitor(cloud.emulator);
    const page = await browser.open(linkOf(cloud));
    expect((await browser.send(page, { ...owner, more: 'x'.repeat(70_000) })).status).toBe(413);
    expect(cloud.emulator.calls()).toEqual([]);
  });
});

/** Texts of the messages that arrive, as they come. */
async function listenTo(
  emulator: Emulator,
  told: Readonly<Record<string, string | number | boolean>>,
): Promise<string[]> {
  const heard: string[] = [];
  const details: BusDetails = {
    host: String(told['Host']),
    port: Number(told['Port']),
    useSsl: told['UseSSL'] === true,
    username: String(told['Username']),
    password: String(told['Password']),
    topic: String(told['Topic']),
    subscription: String(told['Subscription']),
  };
  await emulator.messageSource().open(
    details,
    {
      async message({ body }) {
        heard.push(new TextDecoder().decode(body));
        return 'complete';
      },
      lost: () => {},
    },
    { credit: 100 },
  );
  return heard;
}
