// The weights of apps, as the program tells them: asked in the middle of the queue's work, which no answer may upset.
// Invariant: whatever is told, thrown or promised, a weight is a whole number from 1 to `mostWeight`.
import type { Log } from '../account.ts';
import { callOut } from '../log/call-out.ts';

export type WeightOf = (app: string | null) => number;

/** With 100 the other apps of a lane wait 10 s at 9.9/s for their turn; without an end they would wait for ever. */
const mostWeight = 100;

/** What is no weight counts as 1; the log is told the first time, since each call may ask. */
export function usableWeight(weightOf: WeightOf, log: Log): WeightOf {
  let isTold = false;
  const tell = (cause?: unknown): void => {
    if (isTold) return;
    isTold = true;
    const wrong = `Failed to weigh an app: \`weightOf\` told no whole number from 1 to ${mostWeight}, which counts as 1.`;
    log.warn(cause === undefined ? {} : { cause }, `${wrong} Correct it; of more like this nothing is said.`);
  };
  return (app) => {
    let weight: unknown;
    callOut(() => {
      weight = weightOf(app);
      return weight;
    }, tell);
    if (isWeight(weight)) return weight;
    tell();
    return 1;
  };
}

function isWeight(weight: unknown): weight is number {
  return typeof weight === 'number' && Number.isSafeInteger(weight) && weight >= 1 && weight <= mostWeight;
}
