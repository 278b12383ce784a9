// What the log is told of one source: its going, what stands in its way, and its coming back; one line each.
// Invariant: of one absence each condition is told once, and of all absences together at most `mostLinesAnHour` lines are
// told: a link that comes and goes floods nothing. What is not told stands at the level `debug`, and is counted.
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { StreamScope } from './stream-scope.ts';

/** A link that ends sooner was not back: what comes and goes is one absence. */
const steadyAfterMs = 10_000;
/** A going and a coming every six minutes; 64 sources × 20 lines × about 200 bytes = 256 kB an hour at the worst. */
const mostLinesAnHour = 20;
const hourMs = 3_600_000;
/** Conditions told of one absence: a source of somebody else's may make up as many as it likes. */
const mostConditions = 8;

export interface StreamLog {
  /** No link is open any more. */
  gone(): void;
  /** Why, or why none can be opened: once for each condition of one absence. */
  trouble(level: 'warn' | 'error', condition: string, fields: object, message: string): void;
  /** To be called now and then while a link is open. `messages`: read over it so far. */
  look(openedMs: number, messages: number): void;
}

interface Absence {
  readonly sinceMs: number;
  readonly told: Set<string>;
  tries: number;
}

export function streamLog(accountId: string, scope: StreamScope, log: Log, clock: Clock): StreamLog {
  let absence: Absence | null = null;
  let hourBeganMs = clock.monotonicMs();
  let lines = 0;
  let untold = 0;

  const mayTell = (): boolean => {
    const nowMs = clock.monotonicMs();
    if (nowMs - hourBeganMs >= hourMs) {
      hourBeganMs = nowMs;
      lines = 0;
    }
    return lines < mostLinesAnHour;
  };
  const tell = (level: 'info' | 'warn' | 'error', fields: object, message: string): void => {
    const base = { accountId, ...scope, ...fields };
    if (!mayTell()) {
      untold++;
      log.debug(base, message);
      return;
    }
    lines++;
    log[level](untold === 0 ? base : { ...base, untold }, message);
    untold = 0;
  };
  const begun = (): Absence => {
    absence ??= { sinceMs: clock.monotonicMs(), told: new Set(), tries: 0 };
    return absence;
  };

  return {
    gone: () => void begun(),
    trouble(level, condition, fields, message) {
      const now = begun();
      const { told } = now;
      now.tries++;
      if (told.has(condition) || told.size >= mostConditions)
        return log.debug({ accountId, ...scope, ...fields }, message);
      told.add(condition);
      tell(level, fields, message);
    },
    look(openedMs, messages) {
      if (absence === null || clock.monotonicMs() - openedMs < steadyAfterMs) return;
      const { sinceMs, tries } = absence;
      absence = null;
      tell('info', { awayMs: Math.round(openedMs - sinceMs), tries, messages }, 'The stream is back.');
    },
  };
}
