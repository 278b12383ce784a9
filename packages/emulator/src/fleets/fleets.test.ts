import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { WorldOptions } from '../world/simulated-world.ts';
import { createWorld } from '../world/world.ts';
import { namedAccounts, partnerGroupId, userGroupId } from './accounts.ts';

function world(fleet: WorldOptions['fleet'], seed = 1) {
  const clock = manualClock();
  const world = createWorld({ clock, seed, fleet, tempo: 1 });
  world.start();
  const charging = () => [...world.chargers.values()].filter((charger) => charger.row()['OperatingMode'] === 3).length;
  return { clock, world, charging };
}

describe('a fleet', () => {
  it.each([
    { chargers: 1, charging: 1, installations: 1 },
    { chargers: 60, charging: 13, installations: 4 },
    { chargers: 200, charging: 200, installations: 1 },
  ])('of $chargers has $charging charging at the start, in $installations installations', (fleet) => {
    const { world: built, charging } = world(fleet);
    expect(built.chargers.size).toBe(fleet.chargers);
    expect(built.installations.size).toBe(fleet.installations);
    expect(charging()).toBe(fleet.charging);
  });

  it('goes on charging for hours', async () => {
    const { clock, world: fleet } = world({ chargers: 20, charging: 20, installations: 1 });
    await clock.advanceBy(5 * 3_600_000);
    const modes = [...fleet.chargers.values()].map((charger) => charger.row()['OperatingMode']);
    expect(modes).toEqual(Array(20).fill(3));
  });

  it('charges with a fifth, 25 at an installation, unless told otherwise', () => {
    const { world: built, charging } = world({ chargers: 100 });
    expect(charging()).toBe(20);
    expect(built.installations.size).toBe(4);
  });

  it('gives every charger, installation and serial another identity', () => {
    const { world: fleet } = world({ chargers: 300 });
    const chargers = [...fleet.chargers.values()];
    expect(new Set(chargers.map(({ serial }) => serial)).size).toBe(300);
    expect(new Set([...fleet.chargers.keys(), ...fleet.installations.keys()]).size).toBe(300 + 12);
    for (const { circuits } of fleet.installations.values())
      expect(circuits.flatMap((c) => c.chargerIds)).toHaveLength(25);
  });
});

describe('what the cloud shows of a charger', () => {
  const { world: demo } = world('demo');
  const chargers = [...demo.chargers.values()];

  it('is a row with every field of zaptec-api.md §3.7 but the role', () => {
    const fields =
      'Id DeviceId MID SerialNo Name CreatedOnDate CircuitId Active Pin TemplateId OperatingMode IsOnline Warnings ' +
      'PropertyOcppUrl PropertyOcppPassword PropertyOcppDefaultIdTag PropertyOcppVerboseLogUntil ' +
      'PropertyOcppWebSocketPingInterval PropertyOcppAvailability PropertyOcppOfflineListVersion PropertyPinOfflinePhase ' +
      'PropertyAuthenticationDisabled PropertyOfflinePhaseOverride PropertyOfflineCurrentOverride PropertyPrioritizedCurrent ' +
      'PropertyPrioritizedPhases PropertyMaxSinglePhaseChargeCurrent HasSessions SignedMeterValueKwh SignedMeterValue ' +
      'DeviceType InstallationName InstallationId AuthenticationType IsAuthorizationRequired';
    for (const charger of chargers) {
      expect(Object.keys(charger.row())).toEqual(expect.arrayContaining(fields.split(' ')));
      expect(charger.row()['Pin']).toMatch(/^\d{4}$/);
    }
  });

  it('is 75 to 85 observations, personal and secret ones among them', () => {
    for (const charger of chargers) {
      const observations = charger.observations();
      expect(observations.size).toBeGreaterThanOrEqual(75);
      expect(observations.size).toBeLessThanOrEqual(85);
      for (const id of [-3, -2, -1, 100, 510, 553, 554, 708, 710, 718, 721, 722, 723, 911, 952, 960])
        expect(observations.has(id)).toBe(true);
      expect(observations.has(802)).toBe(charger.deviceType === 4);
      expect(observations.has(950)).toBe(charger.deviceType === 1);
    }
  });

  it('is true of its installation: the ids fit together', () => {
    for (const charger of chargers) {
      const installation = demo.installations.get(charger.installationId);
      expect(charger.row()['InstallationId']).toBe(installation?.id);
      expect(charger.row()['InstallationName']).toBe(installation?.row()['Name']);
      expect(charger.observations().get(800)?.value).toBe(installation?.id);
      const circuit = installation?.circuits.find(({ id }) => id === charger.row()['CircuitId']);
      expect(circuit?.chargerIds).toContain(charger.id);
    }
  });

  it('has no observation from the future', () => {
    const nowUs = manualClock().nowMs() * 1000 + 1_000_000;
    for (const charger of chargers)
      for (const { atUs } of charger.observations().values()) expect(atUs).toBeLessThan(nowUs);
  });
});

describe('what the cloud shows of an installation', () => {
  it('carries the secrets that the border has to remove, and only invented places', () => {
    for (const installation of world('demo').world.installations.values()) {
      const row = installation.row();
      expect(row['WebhooksAuthPayload']).toContain('password');
      expect(row['OcppInitialChargePointPassword']).not.toBeNull();
      expect(row['ContactEmail']).toMatch(/\.test$/);
      expect(row['InstallationUsers']).toMatchObject([
        { UserEmail: expect.stringMatching(/\.test$/), UserTokens: [expect.stringMatching(/^nfc-/)] },
        { UserEmail: expect.stringMatching(/\.test$/) },
        ...(row['InstallationType'] === 1 ? [] : [{}, {}]),
      ]);
      expect(row['MessagingEnabled']).toBe(true);
    }
  });
});

describe('the accounts', () => {
  it('are an owner of everything with one user group, Service, a user, and two who see nothing', () => {
    const { owner, service, user, stranger, partner } = namedAccounts(1);
    expect(owner).toMatchObject({ username: 'owner@fairlead.test', password: 'demo-owner', rolesEverywhere: 3 });
    expect(owner.userGroupIds).toEqual([userGroupId(1)]);
    expect(service).toMatchObject({ username: 'service@fairlead.test', rolesEverywhere: 4, userGroupIds: [] });
    expect(user).toMatchObject({ username: 'user@fairlead.test', rolesEverywhere: 1, userGroupIds: [] });
    expect(stranger).toMatchObject({ username: 'stranger@fairlead.test', rolesEverywhere: 0, userGroupIds: [] });
    expect(partner).toMatchObject({ rolesEverywhere: 0, userGroupIds: [partnerGroupId(1)] });
    expect(new Set([owner, service, user, stranger, partner].map(({ sub }) => sub)).size).toBe(5);
  });

  it('follow from the seed', () => {
    expect(namedAccounts(1)).toEqual(namedAccounts(1));
    expect(userGroupId(2)).not.toBe(userGroupId(1));
  });
});
