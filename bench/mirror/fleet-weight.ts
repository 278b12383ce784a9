// A process of its own: what 50,000 chargers with 75 values each weigh in the mirror with its default keeper. Its last line
// is JSON.
import { type ChargerRow, memoryKeeper, openMirror, systemClock } from '@fairlead/sdk';
import { chargerIdOf, fullState, statesOfCharger } from './observations.ts';

const chargers = Number(process.argv[2] ?? 50_000);
const quiet = (): void => {};
const mirror = openMirror({
  ...{ accountId: 'main', keeper: memoryKeeper(), clock: systemClock },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
});

/** The fields of a row of the charger list (zaptec-api.md §3.7). */
function rowOf(n: number): ChargerRow {
  const serial = `ZAP${String(n).padStart(6, '0')}`;
  const id = chargerIdOf(n);
  const installationId = `1a57a110-0000-4000-8000-${String(n % 5_000).padStart(12, '0')}`;
  const facts = { id, serial, name: `Place ${n}`, installationId, deviceType: 4, active: true, roles: 3, readAtMs: n };
  const row = {
    ...{
      OperatingMode: 1,
      IsOnline: true,
      Id: id,
      MID: serial,
      DeviceId: serial,
      SerialNo: serial,
      Name: `Place ${n}`,
    },
    ...{
      CreatedOnDate: '2023-04-02T09:15:22.117',
      CircuitId: `c14c017a-0000-4000-8000-${String(n % 10_000).padStart(12, '0')}`,
    },
    ...{ Active: true, CurrentUserRoles: 3, InstallationId: installationId, InstallationName: `Quay ${n % 5_000}` },
    ...{ DeviceType: 4, AuthenticationType: 0, IsAuthorizationRequired: true, Warnings: '0' },
  };
  return { ...facts, row };
}

let n = 0;
const empty = { observations: [], chargers: [], installations: [] };
for (const observations of fullState(chargers)) await mirror.apply({ ...empty, observations, chargers: [rowOf(n++)] });
const held = mirror.observations(chargerIdOf(chargers - 1)).size;
if (mirror.chargers().length !== chargers || held !== statesOfCharger)
  throw new Error('The mirror holds less than it was told.');
const { rss: residentBytes, heapUsed, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ residentBytes, heldBytes: heapUsed + arrayBuffers }));
