// From an error to its explanation, by the most exact row there is: the cloud's code, else the status, else our code.
import { errorCodeName } from '@fairlead/protocol';
import { SdkError } from '../sdk-error.ts';
import { isObject } from '../value-check.ts';
import { answeredCall } from './answered-call.ts';
import { explainForeign, foreignCases, wordsOfForeign } from './explain-foreign.ts';
import type { Explanation, Words } from './explanation.ts';
import { type AnswerFacts, answerCaseOf, answerCases, wordsOfAnswer, wordsOfAnswers } from './words-of-answers.ts';
import { wordsOfCloudCodes } from './words-of-cloud-codes.ts';
import { wordsOfCodes } from './words-of-codes.ts';

/** So far down a chain of causes, as for the codes of others (`firstKnown`). */
const deepest = 4;

const foreign: Explanation = { subject: 'foreign', ...wordsOfForeign.foreign };

/**
 * What happened, whose fault it is, what to do. For whatever was thrown; never throws itself. What is no `SdkError` and has none
 * in its chain of causes, four deep, is told by what it is, under a subject that begins with `foreign`: an `AbortError` or `TimeoutError`, a connection that failed (a
 * `fetch` of the program, an error with a code of a connection in its chain of causes), a `LinkLossError`, what the system
 * refused (a file, more room, a port), a database, anything else.
 *
 * @example
 * explain(new SdkError('held', 'Failed to read: it is held.')).remedy; // → 'Read it from the mirror'
 */
export function explain(error: unknown): Explanation {
  return lookedAt(() => {
    const ours = firstOurs(error);
    return ours === null ? explainForeign(error) : explainOurs(ours);
  });
}

/** The first of ours in the chain of causes: a program may have put words of its own around it. */
function firstOurs(error: unknown, depth = 0): SdkError | null {
  if (error instanceof SdkError) return error;
  if (!(error instanceof Error) || depth >= deepest) return null;
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  for (const cause of [error.cause, ...inner]) {
    const found = firstOurs(cause, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** A proxy can throw at any look at it. */
function lookedAt(look: () => Explanation): Explanation {
  try {
    return look();
  } catch {
    return foreign;
  }
}

function explainOurs(error: SdkError): Explanation {
  const { code, status, cloudCode } = error;
  // What we refuse to read or to send is told by our own code, whatever the status was.
  const fromCloud = code === 'cloud-refused' || code === 'unreachable';
  if (!Object.hasOwn(wordsOfCodes, code)) return { subject: 'foreign code', ...wordsOfForeign['foreign code'] };
  if (!fromCloud || status === null) return { subject: code, ...wordsOfCodes[code] };
  const call = answeredCall.get(error);
  return explainAnswer({ status, cloudCode, ...(call !== undefined && { call }) });
}

/**
 * The same for a bare answer of the cloud. Never throws either.
 *
 * @example
 * explainAnswer({ status: 500, cloudCode: 528 }).fault; // → 'charger'
 */
export function explainAnswer(answer: AnswerFacts): Explanation {
  return lookedAt(() => {
    if (!isObject(answer)) return foreign;
    const { cloudCode } = answer;
    const known = cloudCode === undefined || cloudCode === null ? undefined : codeRow(cloudCode);
    if (known) return { subject: `code ${cloudCode}`, ...known };
    const row = answerCaseOf(answer);
    return { subject: row, ...wordsOfAnswer(row, answer.call) };
  });
}

/** Every row of the four tables, in their order: what the page of errors is written from. */
export function everyExplanation(): readonly Explanation[] {
  return [
    ...Object.entries(wordsOfCodes).map(([subject, words]) => ({ subject, ...words })),
    ...answerCases.map((subject) => ({ subject, ...wordsOfAnswers[subject] })),
    ...foreignCases.map((subject) => ({ subject, ...wordsOfForeign[subject] })),
    ...Object.entries(wordsOfCloudCodes).map(([code, words]) => ({ subject: `code ${code}`, ...words })),
  ];
}

function codeRow(code: number): Words | undefined {
  return errorCodeName(code) === undefined ? undefined : wordsOfCloudCodes[code as keyof typeof wordsOfCloudCodes];
}
