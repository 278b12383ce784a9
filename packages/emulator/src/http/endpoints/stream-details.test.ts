import { features } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { rehearsedCallers } from '../../testing/rehearsed-callers.ts';

interface ShownSite {
  readonly Id: string;
  readonly MessagingEnabled: boolean;
  readonly EnabledFeatures: number;
  readonly SupportGroup?: { readonly PropertyMessagingEnabled: boolean };
}

test.each([
  ['127.0.0.1', 'charger-cloud.lan:8710', '127.0.0.1:8711'],
  ['0.0.0.0', undefined, '127.0.0.1:8711'],
  ['0.0.0.0', '192.168.4.7:8710', '192.168.4.7:8711'],
  ['0.0.0.0', 'charger-cloud.lan', 'charger-cloud.lan:8711'],
  ['::', '[fd00::7]:8710', '[fd00::7]:8711'],
  ['0.0.0.0', 'a name/with: more', '127.0.0.1:8711'],
])('bound to %s and called %s, the bus is at %s', async (host, called, told) => {
  await using cloud = await rehearsedCallers({ host, allowDemoPasswords: true });
  const [group] = cloud.emulator.accounts.owner.userGroupIds;
  const [charger] = cloud.emulator.world.chargers();
  for (const of of [`userGroups/${group}`, `installation/${charger?.installationId}`]) {
    const headers = called === undefined ? {} : { host: called };
    const answer = await cloud.call('owner', `/api/${of}/messagingConnectionDetails`, { headers });
    expect(await answer.json()).toMatchObject({ Host: told, Port: 8711 });
  }
});

test.each([
  ['both', true, true],
  ['installation', true, false],
  ['group', false, true],
  ['none', false, false],
] as const)(
  'bus %s: rows say of the bus of an installation (%s) and of a group (%s) what their connection details answer',
  async (bus, ofInstallation, ofGroup) => {
    await using cloud = await rehearsedCallers();
    // Turned while clients are connected, so that no row is of before.
    cloud.emulator.switches.set({ bus });
    const { userGroupIds } = cloud.emulator.accounts.owner;
    const told = async <Told>(path: string) => (await (await cloud.call('owner', path)).json()) as Told;
    const status = async (path: string) => (await cloud.call('owner', `${path}/messagingConnectionDetails`)).status;
    const { Data } = await told<{ Data: ShownSite[] }>('/api/installation');
    expect(Data).not.toEqual([]);
    for (const listed of Data) {
      const detail = await told<ShownSite>(`/api/installation/${listed.Id}`);
      for (const row of [listed, detail]) {
        expect(row.MessagingEnabled).toBe(ofInstallation);
        expect((row.EnabledFeatures & features.Api_MessageSubscription) !== 0).toBe(ofInstallation);
      }
      expect(detail.SupportGroup?.PropertyMessagingEnabled).toBe(ofGroup);
      expect(await status(`/api/installation/${listed.Id}`)).toBe(ofInstallation ? 200 : 403);
    }
    expect(await status(`/api/userGroups/${userGroupIds[0]}`)).toBe(ofGroup ? 200 : 403);
  },
);
