// Each code of SdkError in words. The type makes a missing one fail the type check.
// Invariant: the sentences of this room's errors are made of these words (`failure.ts`); there is no second wording.
import type { SdkErrorCode } from '../sdk-error.ts';
import type { Words } from './explanation.ts';

export const wordsOfCodes: Readonly<Record<SdkErrorCode, Words>> = {
  'invalid-option': {
    happened: 'an option or an argument cannot be used as it is',
    fault: 'program',
    remedy: 'Correct what the message names',
  },
  'queue-full': {
    happened: 'as many calls wait as may wait',
    fault: 'program',
    remedy: 'Ask for less, or later',
  },
  'too-early': {
    happened: 'the policy allows it later',
    fault: 'program',
    remedy: 'Use what is held, where something is, or ask again then',
  },
  held: {
    happened: 'what is held is fresh',
    fault: 'nobody',
    remedy: 'Read it from the mirror',
  },
  forbidden: {
    happened: 'the policy forbids it',
    fault: 'program',
    remedy: 'Do what the message names instead',
  },
  cancelled: {
    happened: 'its caller cancelled it',
    fault: 'nobody',
    remedy: 'Ask again when it is wanted',
  },
  closed: {
    happened: 'the account is closed',
    fault: 'program',
    remedy: 'Connect again',
  },
  'credentials-unreadable': {
    happened: 'the source of the credentials gave none',
    fault: 'person',
    remedy: 'Look at the variable, file or command that they come from',
  },
  'login-refused': {
    happened: 'the cloud refused the user name or the password',
    fault: 'person',
    remedy: 'Correct them; the same ones are not tried again',
  },
  'another-login': {
    happened: 'the source gave another user’s login than the one that this account runs for, and it is not used',
    fault: 'person',
    remedy: 'Give the first one again, or start the program again to follow the other',
  },
  'login-failed': {
    happened: 'no token can be had now',
    fault: 'cloud',
    remedy: 'Wait; it is tried again by itself',
  },
  unreachable: {
    happened: 'the cloud cannot be had now',
    fault: 'cloud',
    remedy: 'Try again later',
  },
  'cloud-refused': {
    happened: 'the cloud refused the call',
    fault: 'program',
    remedy: 'Do not repeat it unchanged',
  },
  'unreadable-answer': {
    happened: 'the answer has a shape that the documents do not have',
    fault: 'cloud',
    remedy: 'What is held stays; try again later, and report it if it goes on',
  },
  'unknown-installation': {
    happened: 'the account knows no such installation',
    fault: 'program',
    remedy: 'Use an id from its list',
  },
  'unknown-charger': {
    happened: 'the account knows no such charger',
    fault: 'program',
    remedy: 'Use an id or a serial from its list',
  },
  'store-unreadable': {
    happened: 'what earlier runs kept cannot be read',
    fault: 'person',
    remedy: 'Look at the store before starting again',
  },
  'in-use': {
    happened: 'another program uses it, or this one, which opened it before',
    fault: 'person',
    remedy:
      'End the other, or close() what was opened before; to share one account use one connection in a program, and the gateway between programs',
  },
  'store-failed': {
    happened: 'the store did not take what was read',
    fault: 'person',
    remedy: 'Look at the store; it is tried again by itself',
  },
};
