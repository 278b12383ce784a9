// §2, §5: what the cloud must refuse is not sent, and what it refused for good is not sent again.
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import type { Refusal } from '../ledger/write-book.ts';
import { refusalReadMs } from './respect-refusal.ts';

/** Courtesy: no source names a time. What was missing or not possible may have come about; one look a day finds it. */
export const lookAgainMs = 86_400_000;

export const commandPrecondition: Clause = {
  id: 'command-precondition',
  kind: 'limit',
  title: 'Do not send what must be refused',
  section: ['2', '5'],
  why: 'Commands sent without regard to the state of the charger were a load on the cloud, and each of them is refused.',
  source: {
    kind: 'published',
    where: 'page/charger-command-validation-update; zaptec-api.md §1.1 rules 18 to 20, §3.4 and §5.4',
    date: '2026-11-22',
  },
  appliesTo: ['command', 'state', 'update'],
  limits: [
    { name: '506 or 507 against the known state', value: 0, unit: 'calls', source: 'published' },
    { name: 'sent again after 528 with 710, 718 and 763 as they were', value: 0, unit: 'calls', source: 'published' },
    { name: 'sent again after 404 or 512, or an update after 527', value: 0, unit: 'calls', source: 'published' },
    { name: 'until the same call may look again', value: lookAgainMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'minor',
  escalates: null,
  implies: [],
  remedy:
    'Before 506 or 507 look at 710, 718 and 763; after a refusal send the command again only when one of them changed; give up what is missing or not possible.',
  decided:
    'A pause or a resume that the known state forbids is never sent, nor a command that was rejected (528) before 710, 718 or 763 of its charger changed. A state read, a command or an update that was answered 404 or 512, and an update answered 527, is never tried again; the same call made anew waits a day. After 527 it waits no longer than until the details of the installation, read since then, show a mode that allows it.',
  judged:
    'Each 506 or 507 sent against what was known, each command sent again to a charger that rejected it while nothing had changed there, and each state read, command or update made again within a day after 404 or 512, and each update within a day after 527 unless what was known since then allowed it: 527 lasts as long as the mode of the installation. The day is our courtesy: no source names a time. 527 is counted of updates only, since the cloud answers it to updates only. Where a writer does not tell the command, or what it knew of the charger, this cannot be told.',
  examples: {
    keeps: `
      0   command c1 cmd=507 allowed=yes 500 code=528
      60  command c1 cmd=507 allowed=yes changed=yes`,
    breaks: `
      0   command c1 cmd=507 allowed=yes 500 code=528
      60  command c1 cmd=507 allowed=yes changed=no`,
  },
  ask(ledger, intent, nowMs) {
    if (intent.class === 'command' && isPauseOrResume(intent.command) && intent.allowed === 'no') {
      return never('waiting until 710, 718 and 763 allow it: 506 while it charges, 507 while it is paused');
    }
    // What had left before the refusal could be read is let pass at the receiving side.
    const refusal = ledger.writes.refusalOf(intent, nowMs);
    if (refusal === undefined) return null;
    const onItsWay = ledger.exact && nowMs >= refusal.atMs && nowMs <= refusal.atMs + refusalReadMs;
    return onItsWay ? null : afterRefusal(refusal, intent, nowMs);
  },
  due: null,
};

function afterRefusal({ why, atMs }: Refusal, intent: Intent, nowMs: number): Decision | null {
  if (why === 'not supported' && intent.allowed === 'yes') return null;
  if (why === 'rejected')
    return intent.changed === 'yes' ? null : never('waiting until 710, 718 or 763 of the charger changes');
  const untilMs = atMs + lookAgainMs;
  if (nowMs >= untilMs) return null;
  return intent.retryOf === null
    ? { kind: 'wait', untilMs, clause: 'command-precondition' }
    : never('giving it up: the cloud does not know the thing, or cannot do this with it; looking again a day later');
}

function isPauseOrResume(command: number | null): boolean {
  return command === 506 || command === 507;
}

function never(instead: string): Decision {
  return { kind: 'never', clause: 'command-precondition', instead };
}
