// Whatever failed, in words: by `explain` where the SDK knows it, else by the sentence that this room's own errors carry.
import { type Explanation, everyExplanation, explain, type Fault, SdkError, type SdkErrorCode } from '@fairlead/sdk';
import { GatewayError } from '../gateway-error.ts';
import { type Advice, whom } from './finding.ts';

export interface Trouble extends Advice {
  /** Stable: the row of `explain` (`status-403`), or the code of the error. */
  readonly code: string;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof GatewayError) return { code: error.code, ...toldIn(error.message), ask: whom.operator };
  const { subject, fault, happened, remedy } = explain(error);
  const told = error instanceof SdkError ? toldIn(error.message) : { what: sentence(happened), remedy: `${remedy}.` };
  return { code: subject.replaceAll(' ', '-'), ...told, ask: whomOf(fault) };
}

/** A row of `explain` by its code. */
export function wordsOf(code: SdkErrorCode): Explanation {
  return everyExplanation().find(({ subject }) => subject === code) ?? explain(null);
}

/** Who can change it, as a person finds them. */
export function whomOf(fault: Fault): string {
  switch (fault) {
    case 'nobody':
    case 'program':
    case 'person':
      return whom.operator;
    case 'charger':
      return whom.owner;
    case 'cloud':
      return whom.support;
    case 'network':
      return whom.network;
  }
}

/** Sentences of ours are *Failed to X: Y. Do Z.*: the first says what is the case, the rest what to do. */
export function toldIn(message: string): Pick<Advice, 'what' | 'remedy'> {
  const end = message.search(/\.\s+(?=[A-Z])/);
  if (end < 0) return { what: message, remedy: 'Look at the log of the gateway.' };
  return { what: message.slice(0, end + 1), remedy: message.slice(end + 1).trim() };
}

/** What stands after *Failed to X:*, for a sentence that says itself what failed. */
export function reasonIn(what: string): string {
  return what.replace(/^Failed to [^:]+: /, '');
}

/** The words of `explain` begin small and have no full stop. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
