// What the judge can count. Facts from outside go through `parseFact` first; this stands before what nobody parsed.
import { attestationSubjects, callClasses, type Fact } from '../fact.ts';
import { happenedAtMs, knownAtMs } from './sorting-window.ts';

const classes: ReadonlySet<string> = new Set(callClasses);
const subjects: ReadonlySet<string> = new Set(attestationSubjects);

/** Whether its instants are numbers, and its kind and what it is about are known. */
export function isUsable(fact: Fact): boolean {
  if (!Number.isFinite(happenedAtMs(fact)) || !Number.isFinite(knownAtMs(fact))) return false;
  switch (fact.kind) {
    case 'call':
      return classes.has(fact.class);
    case 'stream':
      return fact.bus === 'group' || fact.bus === 'installation';
    case 'attestation':
      return subjects.has(fact.about);
    default:
      return false;
  }
}
