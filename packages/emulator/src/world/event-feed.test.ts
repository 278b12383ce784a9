import { expect, test } from 'vitest';
import { createSwitches } from '../switches/switches.ts';
import type { Charger } from './charger.ts';
import { EventFeed } from './event-feed.ts';
import type { WorldEvent } from './simulated-world.ts';

const charger = { id: 'c', serial: 'ZAP000001', deviceType: 4, installationId: 'i' } as Charger;

test('settings and −2 are pushed by switches, asked at the moment of each event; what the pace keeps back never is', () => {
  const switches = createSwitches();
  const feed = new EventFeed(switches, [553]);
  const told: WorldEvent[] = [];
  const stop = feed.listen((event) => told.push(event));
  const tellAll = () => {
    for (const stateId of [-2, 510, 553, 710]) feed.tell(charger, { stateId, atUs: 1, value: '1' });
    return told.splice(0).map(({ stateId, pushed }) => [stateId, pushed]);
  };
  expect(tellAll()).toEqual([
    [-2, false],
    [510, false],
    [553, false],
    [710, true],
  ]);
  switches.set({ 'push-of-settings': 'on', 'push-of-online': 'on' });
  expect(tellAll()).toEqual([
    [-2, true],
    [510, true],
    [553, false],
    [710, true],
  ]);
  stop();
  expect(tellAll()).toEqual([]);
});
