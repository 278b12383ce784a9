// Timers, the time of day and randomness come from one file a room, so that a test can stand in for all three.
import type { Rule, Violation } from '../rule.ts';
import { isTest, type NameUse, type SourceFile } from '../source-file.ts';

/** Files outside `clock.ts` that touch the machine's clock or chance, each with its reason. */
const composers: Readonly<Record<string, string>> = {
  'packages/sdk/src/account/settings.ts': 'fills in the default chance where the SDK is composed',
};

const timers = new Set(['setTimeout', 'setInterval', 'AbortSignal.timeout', 'scheduler.wait']);
const clockReads = new Set([
  'Date.now',
  'performance.now',
  'process.hrtime',
  'process.hrtime.bigint',
  'process.uptime',
  'Math.random',
]);
const timerModules = new Set([
  'node:timers',
  'timers',
  'node:timers/promises',
  'timers/promises',
  'node:perf_hooks',
  'perf_hooks',
]);

const why = 'what takes its time from an argument can be tested in no time at all, and waits as long as it says';

export const clocks: Rule = {
  holds: "timers, the time of day and randomness come from a room's clock.ts alone",
  find: (house) => house.sources.flatMap((file) => [...violations(file)]),
};

function* violations(file: SourceFile): Generator<Violation> {
  const [, room] = /^packages\/([^/]+)\/src\//.exec(file.path) ?? [];
  const ownClock = `packages/${room}/src/clock.ts`;
  if (room === undefined || isTest(file.path) || file.path === ownClock || file.path in composers) return;
  const allowed = `the Clock (or random) that the caller hands in; the machine's own stands in ${ownClock}`;
  for (const { specifier, line } of file.imports)
    if (timerModules.has(specifier)) yield { file: file.path, line, forbidden: `imports ${specifier}`, allowed, why };
  for (const found of file.globals)
    if (readsMachine(found))
      yield { file: file.path, line: found.line, forbidden: `uses ${asWritten(found)}`, allowed, why };
}

function readsMachine({ name, use, argumentCount }: NameUse): boolean {
  if (timers.has(name) || clockReads.has(name)) return true;
  return name === 'Date' && use !== 'read' && argumentCount === 0;
}

function asWritten({ name, use }: NameUse): string {
  return use === 'constructed' ? `new ${name}()` : name;
}
