// Each kind of answer that the cloud gives, in words. Source: zaptec-api.md §8.1, row by row; statuses that nobody saw
// have a row by their hundred. The type makes a missing row fail the type check.
import type { Words } from './explanation.ts';

/** What an answer is known by. Source: zaptec-api.md §8.1, §5.10. */
export interface AnswerFacts {
  /** HTTP status. */
  readonly status: number;
  /** `Code` or `errorCode` of its body; null where it has none. */
  readonly cloudCode?: number | null;
  /** Whether the token endpoint gave it. Default false. */
  readonly atLogin?: boolean;
  /**
   * What it answers: of a read there is nothing to look for afterwards. Default: not known, and the words are for both.
   *
   * @example 'read'
   */
  readonly call?: 'read' | 'write';
}

export const answerCases = [
  'status 200',
  'status 201',
  'status 204',
  'status 400 at login',
  'status 400',
  'status 401',
  'status 403',
  'status 404',
  'status 409',
  'status 429',
  'status 500',
  'status 502',
  'status 503',
  'status 503 at login',
  'status 504',
  'status 524',
  'any other 2xx',
  'any 3xx',
  'any other 4xx',
  'any other 5xx',
  'any other status',
] as const;
export type AnswerCase = (typeof answerCases)[number];

const outcomeUnknown =
  'A read is tried again by itself; whether a command was carried out only the state of the charger shows';

/** Where it is known what the answer was to. */
const outcomeOf = {
  read: 'Ask again later',
  write: 'Only the state shows whether it was carried out: look at it before it is sent again',
} as const;

/** The words of a row, for the call that it answers. */
export function wordsOfAnswer(row: AnswerCase, call: AnswerFacts['call']): Words {
  const words = wordsOfAnswers[row];
  return words.remedy === outcomeUnknown && call !== undefined ? { ...words, remedy: outcomeOf[call] } : words;
}

export const wordsOfAnswers: Readonly<Record<AnswerCase, Words>> = {
  'status 200': { happened: 'the cloud did it', fault: 'nobody', remedy: 'Nothing is to be done' },
  'status 201': { happened: 'the cloud made it', fault: 'nobody', remedy: 'Nothing is to be done' },
  'status 204': {
    happened: 'the cloud has nothing to say here, as of the hierarchy for a plain user',
    fault: 'nobody',
    remedy: 'Go on without it',
  },
  'status 400 at login': {
    happened: 'the cloud refused the user name or the password',
    fault: 'person',
    remedy: 'Correct them; the same ones are not tried again',
  },
  'status 400': {
    happened: 'the cloud found the call wrong',
    fault: 'program',
    remedy: 'Correct the arguments; repeated unchanged it is refused again',
  },
  'status 401': {
    happened: 'the cloud does not accept the token that it gave',
    fault: 'cloud',
    remedy: 'A login follows by itself, once; if it goes on, look at the account in the portal',
  },
  'status 403': {
    happened: 'the account may not do this',
    fault: 'person',
    remedy:
      'Ask the owner for the role Owner or Service; of the bus and of charger updates also look at messaging and at who manages the load',
  },
  'status 404': {
    happened: 'the cloud does not know what was asked for',
    fault: 'program',
    remedy: 'Check the id against the list',
  },
  'status 409': {
    happened: 'the cloud met another change of the same thing',
    fault: 'program',
    remedy: 'Look at what it is now, then decide anew',
  },
  'status 429': {
    happened: 'more calls were made on the account than its limit allows',
    fault: 'program',
    remedy: 'The whole account waits as long as the cloud says; look for another program on the same account',
  },
  'status 500': {
    happened: 'the cloud failed inside',
    fault: 'cloud',
    remedy: outcomeUnknown,
  },
  'status 502': {
    happened: 'the proxy of the cloud got no usable answer from it',
    fault: 'cloud',
    remedy: outcomeUnknown,
  },
  'status 503': {
    happened: 'the cloud is overloaded or being worked on',
    fault: 'cloud',
    remedy: 'It is tried again by itself, with growing pauses',
  },
  'status 503 at login': {
    happened: 'two logins came from this address within a second',
    fault: 'program',
    remedy: 'The next one waits by itself; look for another program that logs in from this address',
  },
  'status 504': {
    happened: 'the cloud did not answer its proxy in time',
    fault: 'cloud',
    remedy: outcomeUnknown,
  },
  'status 524': {
    happened: 'the cloud did not answer the network in front of it in time',
    fault: 'cloud',
    remedy: outcomeUnknown,
  },
  'any other 2xx': { happened: 'the cloud took the call', fault: 'nobody', remedy: 'Nothing is to be done' },
  'any 3xx': {
    happened: 'the cloud sends callers elsewhere, and calls do not follow it there',
    fault: 'person',
    remedy: 'Check the base address',
  },
  'any other 4xx': {
    happened: 'the cloud refused the call',
    fault: 'program',
    remedy: 'Do not repeat it unchanged',
  },
  'any other 5xx': { happened: 'the cloud is in trouble', fault: 'cloud', remedy: outcomeUnknown },
  'any other status': {
    happened: 'something answered that is not the cloud',
    fault: 'network',
    remedy: 'Check the base address and what lies in between',
  },
};

export function answerCaseOf({ status, atLogin = false }: AnswerFacts): AnswerCase {
  if (atLogin && (status === 400 || status === 503)) return `status ${status} at login`;
  const own = answerCases.find((name) => name === `status ${status}`);
  return own ?? otherCaseOf(Math.floor(status / 100));
}

function otherCaseOf(hundred: number): AnswerCase {
  switch (hundred) {
    case 2:
      return 'any other 2xx';
    case 3:
      return 'any 3xx';
    case 4:
      return 'any other 4xx';
    case 5:
      return 'any other 5xx';
    default:
      return 'any other status';
  }
}
