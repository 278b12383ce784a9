// A whole scenario: its steps in order, within its time, and never two that hold the same thing at once.
import { durationMs, instantText } from './human-time.ts';
import { readStep } from './read-step.ts';
import { holds, type Script, type ScriptStep } from './script.ts';
import type { Field } from './step-fields.ts';
import { text } from './step-fields.ts';
import { ToldObject, wrong } from './told-object.ts';

/** Each is told of three times at most: 301 lines of some 300 characters, 90 kB. */
const mostSteps = 100;
/** Fourteen days: an unused subscription's life, and within what one timer of the platform can wait (24 days). */
const longestMs = 14 * 86_400_000;

const name: Field<string> = {
  wants: 'a name of letters, digits and dashes',
  read: (told) => (typeof told === 'string' && /^[a-z0-9][a-z0-9-]{0,39}$/i.test(told) ? told : undefined),
};
const lasts: Field<number> = {
  wants: 'how long it lasts, such as 45m or 336:00:00 at the most',
  read(told) {
    const ms = typeof told === 'string' ? durationMs(told) : undefined;
    return ms !== undefined && ms > 0 && ms <= longestMs ? ms : undefined;
  },
};
const list: Field<readonly unknown[]> = {
  wants: `a list of at most ${mostSteps} steps`,
  read: (told) => (Array.isArray(told) && told.length <= mostSteps ? told : undefined),
};

/** @param file where it stands, if in a file; @throws EmulatorError `bad-scenario` that names the step which is wrong */
export function readScenario(told: unknown, file?: string): Script {
  const place = (number: number): string => `step ${number}${file === undefined ? '' : ` of ${file}`}`;
  const object = new ToldObject(told, file ?? 'it');
  const script = { name: object.need('name', name), lastsMs: object.need('lasts', lasts) };
  object.maybe('about', text(1_000));
  const steps = object.need('steps', list).map((step, index) => readStep(step, index + 1, place(index + 1)));
  object.end();
  needOrder(steps, script.lastsMs, place);
  needApart(steps, script.lastsMs, place);
  return { ...script, steps };
}

type Place = (number: number) => string;

function needOrder(steps: readonly ScriptStep[], lastsMs: number, place: Place): void {
  let beforeMs = 0;
  for (const { number, atMs, untilMs } of steps) {
    const where = place(number);
    if (atMs < beforeMs) throw wrong(where, `comes at ${instantText(atMs)}, before the one above it. Put it higher.`);
    if (Math.max(atMs, untilMs ?? 0) > lastsMs)
      throw wrong(
        where,
        `is not over when the scenario is, at ${instantText(lastsMs)}. Shorten it, or let "lasts" be longer.`,
      );
    beforeMs = atMs;
  }
}

function needApart(steps: readonly ScriptStep[], lastsMs: number, place: Place): void {
  const heldBy = new Map<string, ScriptStep>();
  for (const step of steps) {
    for (const thing of holds(step.act)) {
      const before = heldBy.get(thing);
      if (before && (before.untilMs ?? lastsMs) > step.atMs)
        throw wrong(
          place(step.number),
          `takes ${thing}, which step ${before.number} still holds. End that one first with "for".`,
        );
      heldBy.set(thing, step);
    }
  }
}
