// An SdkError whose sentence is made of the tables' words: *Failed to <task>: <happened> (<aside>). <remedy>.*
import { errorCodeName } from '@fairlead/protocol';
import { SdkError, type SdkErrorCode, type SdkErrorFacts } from '../sdk-error.ts';
import { answeredCall } from './answered-call.ts';
import { explainAnswer } from './explain.ts';
import type { Words } from './explanation.ts';
import { wordsOfCodes } from './words-of-codes.ts';
import type { Asked } from './words-of-endpoints.ts';

export interface FailureDetails extends SdkErrorFacts {
  /** What is particular to this one, in parentheses; default nothing. */
  readonly aside?: string;
  /** More exact than the table's, where more is known: the table says what all of this code have in common. */
  readonly happened?: string;
  readonly remedy?: string;
}

export function failure(task: string, code: SdkErrorCode, details: FailureDetails = {}): SdkError {
  const { aside, happened, remedy, ...facts } = details;
  const words = wordsOfCodes[code];
  const exact = { happened: happened ?? words.happened, remedy: remedy ?? words.remedy };
  return new SdkError(code, sentence(task, exact, aside), facts);
}

/** An answer that is no success, told by the most exact row; of an id that the cloud does not know, by what it should name. */
export function answerFailure(
  { task, thing, call }: Asked,
  code: 'cloud-refused' | 'unreachable',
  { status, cloudCode }: { readonly status: number; readonly cloudCode: number | null },
): SdkError {
  const facts = { status, ...(cloudCode === null ? {} : { cloudCode }) };
  const isUnknown = cloudCode === 512 || (status === 404 && cloudCode === null);
  const words = isUnknown && thing !== null ? unknownThing(thing) : explainAnswer({ status, cloudCode, call });
  const error = new SdkError(code, sentence(task, words, saidBy(status, cloudCode)), facts);
  answeredCall.set(error, call);
  return error;
}

function unknownThing(thing: string): Pick<Words, 'happened' | 'remedy'> {
  return { happened: `the cloud knows no such ${thing}`, remedy: `Check the id of the ${thing}` };
}

function saidBy(status: number, cloudCode: number | null): string {
  if (cloudCode === null) return `status ${status}`;
  const name = errorCodeName(cloudCode);
  return `status ${status}, code ${cloudCode}${name === undefined ? '' : ` ${name}`}`;
}

function sentence(task: string, { happened, remedy }: Pick<Words, 'happened' | 'remedy'>, aside?: string): string {
  return `Failed to ${task}: ${happened}${aside === undefined ? '' : ` (${aside})`}. ${remedy}.`;
}
