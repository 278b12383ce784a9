// Random programs of commands, updates and wishes under random faults: nothing is carried out twice, nothing of unknown outcome
// goes again but by the rule, what is called confirmed is true, and no clause is broken on either side.
import type { HttpFault } from '@fairlead/emulator';
import type { CallFact } from '@fairlead/policy';
import { type CommandOutcome, SdkError } from '@fairlead/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const minuteMs = 60_000;
const commands = ['pause', 'resume', 'deauthorize', 'restart', 'upgradeFirmware'] as const;

type Step =
  | {
      readonly kind: 'command';
      readonly charger: number;
      readonly command: (typeof commands)[number];
      readonly fault: Fault;
    }
  | {
      readonly kind: 'impatient';
      readonly charger: number;
      readonly command: (typeof commands)[number];
      readonly fault: Fault;
      /** When each caller asks, and how long he waits; null: to the end. */
      readonly callers: readonly { readonly afterMs: number; readonly patienceMs: number | null }[];
    }
  | { readonly kind: 'settings'; readonly charger: number; readonly fault: Fault }
  | { readonly kind: 'current'; readonly amps: number; readonly fault: Fault }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'car'; readonly charger: number; readonly comes: boolean }
  | { readonly kind: 'bus'; readonly cut: boolean }
  | { readonly kind: 'online'; readonly charger: number; readonly is: boolean };

interface Fault {
  readonly fault: HttpFault | null;
  /** Whether what met it was carried out. */
  readonly carriedOut: boolean;
}

const when = fc.constantFrom('before' as const, 'after' as const);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { arbitrary: fc.constant({ fault: null, carriedOut: true }), weight: 2 },
  {
    arbitrary: fc
      .record({ status: fc.constantFrom(500, 502, 504, 524), when })
      .map((one) => ({ fault: { kind: 'status' as const, ...one }, carriedOut: one.when === 'after' })),
    weight: 2,
  },
  {
    arbitrary: fc
      .record({ kind: fc.constantFrom('reset' as const, 'hang' as const), when })
      .map((one) => ({ fault: one, carriedOut: one.when === 'after' })),
    weight: 3,
  },
);
const charger = fc.constantFrom(0, 1);
const callers = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    patienceMs: fc.option(fc.integer({ min: 0, max: 40_000 })),
  }),
  { minLength: 2, maxLength: 4 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      charger,
      command: fc.constantFrom(...commands),
      fault,
    }),
    weight: 6,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('impatient' as const),
      charger,
      command: fc.constantFrom(...commands),
      fault,
      callers,
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('settings' as const), charger, fault }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('current' as const), amps: fc.integer({ min: 6, max: 25 }), fault }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1_000, max: 20 * minuteMs }) }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('car' as const), charger, comes: fc.boolean() }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('bus' as const), cut: fc.boolean() }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('online' as const), charger, is: fc.boolean() }), weight: 1 },
);

/** Calls to this path that the cloud received so far. */
const received = ({ emulator }: CarefulSite, id: string, kind: 'command' | 'update'): number =>
  emulator.calls().filter((call) => call.class === kind && call.resource === id).length;

async function command(
  site: CarefulSite,
  id: string,
  { command: name, fault: met }: Extract<Step, { kind: 'command' }>,
) {
  const undo = met.fault ? site.emulator.faults.plan(met.fault, { path: `${id}/sendCommand` }) : () => {};
  const before = received(site, id, 'command');
  const outcome = await site.settled(site.zaptec.chargers[name](id, { confirmWithinMs: minuteMs }), 10 * minuteMs);
  const sends = received(site, id, 'command') - before;
  undo();
  check(outcome, { sends, carriedOut: met.carriedOut, name });
  if (outcome.outcome === 'confirmed' && name === 'pause') {
    expect(site.emulator.world.chargers().find((one) => one.id === id)?.mode).not.toBe(3);
  }
}

/**
 * Several who ask for the same, some of whom stop waiting: while the first of it may still show its effect nothing goes that
 * another one carried out already.
 */
async function impatient(
  site: CarefulSite,
  id: string,
  { command: name, fault: met, callers }: Extract<Step, { kind: 'impatient' }>,
): Promise<void> {
  const { clock, emulator, zaptec } = site;
  const undo = met.fault ? emulator.faults.plan(met.fault, { path: `${id}/sendCommand` }, 1) : () => {};
  const before = received(site, id, 'command');
  const asked = callers.map(async ({ afterMs, patienceMs }) => {
    await new Promise<void>((resolve) => void clock.setTimer(resolve, afterMs));
    const leaves = new AbortController();
    if (patienceMs !== null) clock.setTimer(() => leaves.abort(), patienceMs);
    const within = { confirmWithinMs: minuteMs, signal: leaves.signal };
    const told = await zaptec.chargers[name](id, within).catch((error: SdkError) => error);
    return told instanceof SdkError ? told.code : told.outcome;
  });
  const ends = await site.settled(Promise.all(asked), 10 * minuteMs);
  const sent = emulator
    .calls()
    .filter((call) => call.class === 'command' && call.resource === id)
    .slice(before);
  undo();
  // It goes on where everybody left: the next step's command would join it.
  await clock.advanceBy(3 * minuteMs);
  // The fault meets the first one alone: what met it was carried out or not, and an answer of 200 was.
  const carriedOut = sent.filter(({ status }, n) => (n === 0 && met.fault ? met.carriedOut : status === 200));
  expect({ name, carriedOut: carriedOut.length, ends }).toMatchObject({ carriedOut: expect.toSatisfy((n) => n <= 1) });
  for (const end of ends)
    expect(['confirmed', 'accepted', 'refused', 'unconfirmed', 'cancelled', 'forbidden']).toContain(end);
}

function check(
  outcome: CommandOutcome,
  {
    sends,
    carriedOut,
    name,
  }: { readonly sends: number; readonly carriedOut: boolean; readonly name: (typeof commands)[number] },
): void {
  if (outcome.outcome === 'refused' && outcome.sentAtMs === null) expect(sends).toBe(0);
  else expect(sends).toBeGreaterThanOrEqual(1);
  // Only what was not carried out may go again, once, and only as a pause or resume.
  const most = !carriedOut && (name === 'pause' || name === 'resume') ? 2 : 1;
  expect(sends).toBeLessThanOrEqual(most);
  if (!carriedOut && sends === 1) expect(outcome.outcome).not.toBe('accepted');
}

/** A car that is there can go, a place that is free can be taken: 714 tells of the cable, also while 710 is 1 after a 10001. */
function moveCar({ emulator: { world } }: CarefulSite, id: string, comes: boolean): void {
  const cable =
    world
      .chargers()
      .find((one) => one.id === id)
      ?.observations.get(714)?.value ?? '0';
  if (comes && cable === '0') world.plug(id, { takesKwh: 60 });
  if (!comes && cable !== '0') world.unplug(id);
}

async function walk(site: CarefulSite, program: readonly Step[]): Promise<void> {
  const { clock, emulator, zaptec } = site;
  const { faults, world } = emulator;
  const ids = world.chargers().map(({ id }) => id);
  const idOf = (n: number): string => ids[n] ?? '';
  const installationId = world.chargers()[0]?.installationId ?? '';
  for (const one of program) {
    switch (one.kind) {
      case 'command':
        await command(site, idOf(one.charger), one);
        break;
      case 'impatient':
        await impatient(site, idOf(one.charger), one);
        break;
      case 'settings': {
        const id = idOf(one.charger);
        const undo = one.fault.fault ? faults.plan(one.fault.fault, { path: `${id}/update` }) : () => {};
        const before = received(site, id, 'update');
        await site.settled(zaptec.chargers.update(id, { meterValueIntervalS: 1800 }));
        expect(received(site, id, 'update') - before).toBe(1);
        undo();
        break;
      }
      case 'current': {
        if (one.fault.fault) faults.plan(one.fault.fault, { path: `${installationId}/update` });
        await site.settled(zaptec.installations.setAvailableCurrent(installationId, { amps: one.amps }));
        break;
      }
      case 'wait':
        await clock.advanceBy(one.ms);
        break;
      case 'car':
        moveCar(site, idOf(one.charger), one.comes);
        break;
      case 'bus':
        if (one.cut) faults.cutBus();
        else faults.restoreBus();
        break;
      case 'online':
        if (one.is) world.setOnline(idOf(one.charger));
        else world.setOffline(idOf(one.charger));
    }
  }
  faults.clear();
  faults.restoreBus();
}

test('whatever is asked and whatever goes wrong, nothing is carried out twice and every clause is kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), fc.boolean(), async (program, hasStream) => {
      const fleet = { chargers: 2, charging: 1 };
      const site = await openCarefulSite(
        hasStream
          ? { emulator: { fleet } }
          : { emulator: { fleet, switches: { bus: 'none' } }, client: { userGroupIds: [] } },
      );
      try {
        await walk(site, program);
        await site.clock.advanceBy(2 * 60 * minuteMs);
        expect(site.broken()).toEqual([]);
        expectSlots(site);
      } finally {
        await site.end();
      }
    }),
    { numRuns: 40 },
  );
}, 300_000);

test('what was carried out unheard goes no second time, whoever of those that ask for it stops waiting, and when', async () => {
  const unheard = fc.constantFrom<HttpFault>(
    { kind: 'hang', when: 'after' },
    { kind: 'reset', when: 'after' },
    { kind: 'status', status: 504, when: 'after' },
  );
  const asked = fc.record({ command: fc.constantFrom('pause' as const, 'restart' as const), fault: unheard, callers });
  await fc.assert(
    fc.asyncProperty(asked, async ({ fault: met, ...one }) => {
      const site = await openCarefulSite({ emulator: { fleet: { chargers: 1, charging: 1 } } });
      try {
        const id = site.emulator.world.chargers()[0]?.id ?? '';
        await impatient(site, id, { kind: 'impatient', charger: 0, fault: { fault: met, carriedOut: true }, ...one });
        expect(received(site, id, 'command')).toBeLessThanOrEqual(1);
      } finally {
        await site.end();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('commands that overlap: none goes again by itself once another one left after it, and the last one that was taken stands', async () => {
  const wished = fc.record({
    command: fc.constantFrom('pause' as const, 'resume' as const, 'deauthorize' as const),
    atMs: fc.integer({ min: 0, max: 100_000 }),
  });
  const wishes = fc.array(wished, { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(wishes, fault, fc.boolean(), async (asked, { fault: met, carriedOut }, hasStream) => {
      const fleet = { chargers: 1, charging: 1 };
      const site = await openCarefulSite(
        hasStream
          ? { emulator: { fleet } }
          : { emulator: { fleet, switches: { bus: 'none' } }, client: { userGroupIds: [] } },
      );
      try {
        const { clock, emulator, zaptec } = site;
        const id = emulator.world.chargers()[0]?.id ?? '';
        if (met) emulator.faults.plan(met, { path: `${id}/sendCommand` }, 1);
        const asks: { readonly number: number; readonly atMs: number }[] = [];
        const ends = asked.map(async ({ command: name, atMs }) => {
          await new Promise<void>((resolve) => void clock.setTimer(resolve, atMs));
          asks.push({ number: numbers[name], atMs: clock.nowMs() });
          return zaptec.chargers[name](id);
        });
        await site.settled(Promise.all(ends), 20 * minuteMs);
        const sent = emulator.calls().filter((call) => call.class === 'command');
        for (const [n, { command: number, sentAtMs }] of sent.entries()) {
          const askedAtMs = Math.max(
            ...asks.filter((one) => one.number === number && one.atMs <= sentAtMs).map(atMsOf),
          );
          const before = sent.slice(0, n);
          const between = before.findIndex((one) => one.command !== number && one.sentAtMs > askedAtMs);
          const first = before.findIndex((one) => one.command === number);
          expect(between < 0 || first < 0 || first > between, JSON.stringify({ asks, sent: sent.map(told) })).toBe(
            true,
          );
        }
        const last = sent.at(-1);
        const isTaken = last?.status === 200 || (sent.length === 1 && met !== null && carriedOut);
        const mode = emulator.world.chargers()[0]?.mode;
        if (isTaken && last?.command === numbers.pause) expect(mode).toBe(5);
        if (isTaken && last?.command === numbers.resume) expect(mode).not.toBe(5);
        expect(site.broken()).toEqual([]);
      } finally {
        await site.end();
      }
    }),
    { numRuns: 15 },
  );
}, 300_000);

const numbers = { pause: 506, resume: 507, deauthorize: 10_001 } as const;
const atMsOf = ({ atMs }: { readonly atMs: number }): number => atMs;
const told = ({ command: number, sentAtMs, status }: CallFact): unknown => ({ number, sentAtMs, status });

/** Of what may have been written, each is a quarter of an hour after the one before it; the cloud's clock is a little ahead of ours. */
function expectSlots({ facts }: CarefulSite): void {
  const times = facts
    .filter((fact) => fact.kind === 'call')
    .filter(({ sets, status }) => sets === 'available-current' && (status === null || status < 300 || status >= 500))
    .map(({ sentAtMs }) => sentAtMs);
  for (const [n, atMs] of times.slice(1).entries())
    expect(atMs - (times[n] ?? 0)).toBeGreaterThanOrEqual(15 * minuteMs);
}
