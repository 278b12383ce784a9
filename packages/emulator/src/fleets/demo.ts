// The demo: a home and a housing co-operative on an afternoon on which something happens at once. All of it is invented.
import { derivedUuid } from '../world/identity.ts';
import { type ChargerSketch, chargerPlan } from './charger-plan.ts';
import { defaultPace, type InstallationPlan, usualPastDays, type WorldPlan } from './world-plan.ts';

const minuteMs = 60_000;

/** What a car takes in about 35 s at the end of its taper: 6 A on three phases are some 3.9 kW. */
const lastBitKwh = 0.038;

/** When nobody looks, the next car comes by itself. */
const unnoticedArrivalMs = 4 * minuteMs;

export function demoPlan(seed: number, tempo: number): WorldPlan {
  return {
    installations: [home(seed, tempo), cooperative(seed)],
    pastDays: usualPastDays,
    // A page on which nothing moves for a minute shows nothing: livelier than the cloud's pace.
    pace: { ...defaultPace, meterMs: 5_000, periodicMs: 300_000 },
  };
}

function home(seed: number, tempo: number): InstallationPlan {
  const garage = { id: derivedUuid(seed, 'circuit/home'), name: 'Garage' };
  const sketches: ChargerSketch[] = [
    {
      model: 'Go',
      name: 'Left bay',
      circuitId: garage.id,
      opening: { kind: 'charging', sinceMs: 131 * minuteMs, takenKwh: 18.166, takesKwh: lastBitKwh * tempo },
    },
    {
      model: 'Go 2',
      name: 'Right bay',
      circuitId: garage.id,
      car: { maxCurrentA: 16, phases: 1 },
      opening: { kind: 'empty', nextArrivalMs: unnoticedArrivalMs },
    },
  ];
  return {
    id: derivedUuid(seed, 'installation/home'),
    name: 'Harbour Lane 7',
    kind: 'home',
    address: 'Harbour Lane 7',
    zipCode: '0007',
    city: 'Fairlead Bay',
    contactEmail: 'robin.rope@fairlead.test',
    maxCurrentA: 25,
    availableCurrentA: 25,
    createdAtMs: Date.UTC(2023, 3, 2, 9, 15, 22, 117),
    circuits: [garage],
    chargers: sketches.map((sketch, index) => chargerPlan(seed, index, sketch)),
  };
}

function cooperative(seed: number): InstallationPlan {
  const north = { id: derivedUuid(seed, 'circuit/north'), name: 'North deck', maxCurrentA: 40 };
  const south = { id: derivedUuid(seed, 'circuit/south'), name: 'South deck', maxCurrentA: 40 };
  const sketches: ChargerSketch[] = [
    {
      model: 'Go',
      name: 'Birch',
      circuitId: north.id,
      opening: {
        kind: 'charging',
        sinceMs: 74 * minuteMs,
        takenKwh: 12.408,
        takesKwh: 26.5,
        staysMs: 15 * 60 * minuteMs,
      },
    },
    {
      model: 'Pro',
      name: 'Rowan',
      circuitId: north.id,
      calibrated: true,
      car: { maxCurrentA: 32, phases: 1 },
      opening: { kind: 'charging', sinceMs: 22 * minuteMs, takenKwh: 2.117, takesKwh: 31, staysMs: 14 * 60 * minuteMs },
    },
    {
      model: 'Go',
      name: 'Aspen',
      circuitId: south.id,
      opening: { kind: 'paused', sinceMs: 188 * minuteMs, takenKwh: 6.92, takesKwh: 17.4, staysMs: 16 * 60 * minuteMs },
    },
    {
      model: 'Go 2',
      name: 'Alder',
      circuitId: south.id,
      opening: { kind: 'full', sinceMs: 305 * minuteMs, takenKwh: 22.731, takesKwh: 0, staysMs: 26 * minuteMs },
    },
  ];
  return {
    id: derivedUuid(seed, 'installation/cooperative'),
    name: 'Greenquay Housing Co-operative',
    kind: 'cooperative',
    address: 'Greenquay 1-9',
    zipCode: '0009',
    city: 'Fairlead Bay',
    contactEmail: 'board@greenquay.test',
    maxCurrentA: 63,
    availableCurrentA: 32,
    createdAtMs: Date.UTC(2023, 3, 11, 12, 2, 49, 630),
    circuits: [north, south],
    chargers: sketches.map((sketch, index) => chargerPlan(seed, index + 2, sketch)),
  };
}
