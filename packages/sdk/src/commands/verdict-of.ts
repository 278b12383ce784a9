// What became of a write, from how its call ended. Pure.
// Invariant: `accepted` and `refused` are certain. Of the codes in a 500 only 512, 527 and 528 were seen, and say no for sure;
// after any other, and after silence, it may have been carried out: `unknown`. No reason quotes the cloud: its `Details` may hold
// a name or a token, so they choose among sentences of ours.
// Source: zaptec-api.md §8.1 (status table), §5.10 (codes), §3.4 (texts of 527), §3.10 (403 of a managed charger).

import type { EndpointId } from '@fairlead/protocol';
import type { LocalEnding } from '../account/local-time.ts';
import { explainAnswer } from '../explain/explain.ts';
import { failure } from '../explain/failure.ts';
import { wordsOfEndpoints } from '../explain/words-of-endpoints.ts';
import type { Ending } from '../governor/flight.ts';
import { answerOf, cloudCodeOf, rightMissing } from '../transport/answer-of.ts';
import type { Answered } from '../transport/exchange.ts';
import { notSent, type RefusalWhy, type Refused } from './refusal.ts';

export type Verdict =
  | ({ readonly outcome: 'accepted'; readonly answeredAtMs: number } & SentAt)
  | Refused
  | ({ readonly outcome: 'unknown'; readonly reason: string } & SentAt);

/** `sentAtMs` and `answeredAtMs` by the policy's time, `leftAtMs` by the machine's clock, as is all of what was refused. */
export interface SentAt {
  readonly sentAtMs: number;
  readonly leftAtMs: number;
}

/** What was written: the answers that mean something of their own differ. */
export type Write = 'command' | 'deauthorize' | 'charger-update' | 'installation-update' | 'session-priority';

const endpointOf = {
  command: 'charger-command',
  deauthorize: 'charger-command',
  'charger-update': 'charger-update',
  'installation-update': 'installation-update',
  'session-priority': 'session-priority',
} as const satisfies Readonly<Record<Write, EndpointId>>;
const thingOf = (write: Write): string | null => wordsOfEndpoints[endpointOf[write]].thing;

/** @throws SdkError when nothing was sent for a reason that lies neither with the thing nor with the policy's clauses about it */
export function verdictOf(ending: LocalEnding, write: Write): Verdict {
  switch (ending.kind) {
    case 'cancelled':
      if (ending.sentAtMs === null) {
        throw failure('write to the cloud', 'cancelled', { aside: 'before it left' });
      }
      return unknown(sentAtOf(ending.sentAtMs, ending), 'The caller stopped waiting after it was sent.');
    case 'not-sent': {
      const held = heldBack(ending, write);
      if (held) return held;
      answerOf(ending, endpointOf[write]);
      throw failure('write to the cloud', 'closed');
    }
    case 'exchanged': {
      const { exchange, answeredAtMs } = ending;
      const sent = sentAtOf(ending.sentAtMs, ending);
      if (exchange.kind === 'answered') return verdictOfAnswer(exchange, { ...sent, answeredAtMs }, write);
      if (exchange.reached === 'maybe') return unknown(sent, exchange.message);
      // Not a byte of it arrived: who reads that something was sent would look for its effect.
      return notSent('unreachable', `The cloud could not be reached: ${exchange.message}`);
    }
  }
}

function verdictOfAnswer(
  { status, shape, body }: Answered,
  { answeredAtMs, ...sent }: SentAt & { readonly answeredAtMs: number },
  write: Write,
): Verdict {
  if (status >= 200 && status < 300) return { outcome: 'accepted', ...sent, answeredAtMs };
  const { code, details } = cloudCodeOf(body);
  // Several reports tell of a 10001 that was answered 500 or 528 though it was carried out: the state decides.
  if (write === 'deauthorize' && (code === 528 || (status === 500 && code === null))) {
    return unknown(sent, 'The cloud rejected it, which it also does when it carries 10001 out.');
  }
  const isCommand = write === 'command' || write === 'deauthorize';
  const said = code === null ? `status ${status}` : `status ${status}, code ${code}`;
  const no = (why: RefusalWhy, reason: string): Refused => refused(sent.leftAtMs, why, reason);
  if (code === 528 && isCommand) {
    return no('rejected', `The cloud refused the command (528): ${rejection(details)}. Wait until its state changes.`);
  }
  if (code === 527) return no(...notSupported(details));
  if (status === 404 || code === 512)
    return no(
      'unknown-thing',
      `The cloud knows no such ${thingOf(write)} (${said}). Check the id of the ${thingOf(write)}.`,
    );
  if (status === 403) return no('role', forbidden(write));
  const notTaken = status === 429 || (status === 503 && shape === 'html');
  if (notTaken) return no('unreachable', `The cloud took no calls (${said}): it was not carried out. Try again later.`);
  if ((status >= 300 && status < 500) || code === 528) return no('other', `The cloud refused it (${said}).`);
  // 520 (communication with the charger failed) among them: what got lost may be the charger's answer (§5.4: uncertain).
  const words = code === null ? '' : `: ${explainAnswer({ status, cloudCode: code }).happened}`;
  return unknown(sent, `The cloud gave ${said}${words}.`);
}

function notSupported(details: string | null): [RefusalWhy, string] {
  if (details !== null && /schedule/i.test(details)) {
    return [
      'schedule',
      'A schedule owns the current of this installation (527). End the schedule in the portal first.',
    ];
  }
  if (details !== null && /\bapm\b/i.test(details)) {
    return [
      'automatic',
      'Zaptec Sense (APM) owns the current of this installation (527). Switch it to manual in the portal first.',
    ];
  }
  return ['not-supported', 'The cloud cannot do this here (527). Look at the installation in the portal.'];
}

/** What the sentences of 528 that were seen mean (zaptec-api.md §3.11); of any other that it is a no. */
function rejection(details: string | null): string {
  if (details !== null && /scheduled power management/i.test(details)) return 'a schedule holds the charger';
  if (details !== null && /not paused/i.test(details))
    return 'the charger is neither paused nor waiting for a schedule';
  return 'the charger is not in a state for this command';
}

function forbidden(write: Write): string {
  const role = 'the account needs the role Owner or Service here';
  if (write === 'charger-update') {
    return `The cloud refused it (403): ${role}, or another load management system manages the charger. Set it there instead.`;
  }
  return `The cloud refused it (403): ${role}. Ask the owner of the installation.`;
}

/** What the policy holds back for good reason is a refusal with words, not an error. */
function heldBack(ending: Extract<Ending, { kind: 'not-sent' }>, write: Write): Refused | null {
  if (ending.reason === 'forbidden' && ending.clause === 'command-precondition') {
    return notSent(
      'unchanged',
      `Not sent: the cloud rejected it before, and nothing has changed. Instead: ${ending.instead}.`,
    );
  }
  if (ending.reason !== 'too-early') return null;
  const at = new Date(ending.untilMs).toISOString();
  if (ending.clause === 'no-intrusion') {
    const { happened, remedy } = rightMissing;
    return notSent('too-early', `Not sent: ${happened} (${ending.clause}, from ${at}). ${remedy}.`, ending.untilMs);
  }
  const why = ending.clause === 'command-precondition' ? 'not-supported' : 'too-early';
  const sooner =
    write === 'installation-update' ? ', or once the details of the installation show that its mode allows it' : '';
  const reason =
    why === 'not-supported'
      ? `Not sent: the cloud said that it knows no such ${thingOf(write)}, or cannot do this with it. It is asked again from ${at} on${sooner}.`
      : `Not sent: the policy (${ending.clause}) allows it from ${at} on.`;
  return notSent(why, reason, ending.untilMs);
}

function refused(sentAtMs: number, why: RefusalWhy, reason: string): Refused {
  return { outcome: 'refused', sentAtMs, why, reason, retryAtMs: null };
}

/** The reason stands inside other sentences: no full stop at its end. */
function unknown(sent: SentAt, reason: string): Verdict {
  return { outcome: 'unknown', ...sent, reason: reason.replace(/\.$/, '') };
}

function sentAtOf(sentAtMs: number, { leftAtMs = sentAtMs }: LocalEnding): SentAt {
  return { sentAtMs, leftAtMs };
}
