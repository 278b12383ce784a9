// A model of the Home Assistant component: it polls although its stream is open.
// Source: custom-components/zaptec, custom_components/zaptec: const.py (state every 600 s, every 60 s while charging; info
// every 3,600 s; account-wide every 24 h), __init__.py (one coordinator for firmware, one for the info of every device, one for
// each device: installations their info, chargers their state), zaptec/api.py (build: installations, hierarchies, chargers,
// constants). Its calls after commands are left out, as are its connection details: the day has none of the former.

import { chargingBy, plainCalls, rowsOf } from './plain-calls.ts';
import type { Client } from './run-day.ts';

const idleMs = 600_000;
const chargingMs = 60_000;
const infoMs = 3_600_000;
const accountMs = 86_400_000;

export const homeAssistant: Client = async (day) => {
  const calls = plainCalls(day, 'model-of-home-assistant/0.8 (+https://example.org)');
  const begin = async (): Promise<void> => {
    await calls.login();
    const installations = await rowsOf(calls, '/api/installation');
    for (const { Id } of installations) await calls.get(`/api/installation/${Id}/hierarchy`);
    const all = (await rowsOf(calls, '/api/chargers')).map(({ Id }) => Id);
    await calls.get('/api/constants');

    const firmware = async (): Promise<void> => {
      for (const { Id } of installations) await calls.get(`/api/chargerFirmware/installation/${Id}`);
    };
    const installationInfo = async (id: string): Promise<void> => void (await calls.get(`/api/installation/${id}`));
    const info = async (): Promise<void> => {
      for (const { Id } of installations) await installationInfo(Id);
      for (const id of all) await calls.get(`/api/chargers/${id}`);
    };
    await firmware();
    calls.every(() => accountMs, firmware);
    await info();
    calls.every(() => infoMs, info);
    for (const { Id } of installations) {
      await installationInfo(Id);
      calls.every(
        () => idleMs,
        () => installationInfo(Id),
      );
    }
    for (const id of all) {
      let charging = await chargingBy(calls, id);
      calls.every(
        () => (charging ? chargingMs : idleMs),
        async () => {
          charging = await chargingBy(calls, id);
        },
      );
    }
  };
  const begun = begin();
  begun.catch((error: unknown) => console.error(error));
  return async () => calls.stop();
};
