// One account, looked at from its door inwards. Where it is not let in, what was stored says nothing of how things are.
import { roleOf } from '@fairlead/sdk';
import type { FindingView } from '../contract.ts';
import { examineAccess } from './examine-access.ts';
import { examineChargers } from './examine-chargers.ts';
import { examineInstallations } from './examine-installations.ts';
import { examineLogin } from './examine-login.ts';
import { examineStream } from './examine-stream.ts';
import { examineUsage } from './examine-usage.ts';
import type { Examined } from './examined.ts';
import { type Finding, warning, whom } from './finding.ts';

const inside = [examineAccess, examineStream, examineInstallations, examineChargers, examineUsage];

export function examineAccount(examined: Examined): readonly FindingView[] {
  const login = examineLogin(examined);
  const isIn = login.every(({ level }) => level !== 'problem');
  const findings: readonly Finding[] = [
    ...login,
    ...(isIn ? inside : []).flatMap((look) => look(examined)),
    ...(examined.unfinished ? [notAllRead] : []),
  ];
  const { accountId, mirror } = examined.account;
  const installations = mirror.installations();
  const isOwner = installations.length > 0 && installations.every(({ roles }) => roleOf(roles) === 'Owner');
  const askOf = (ask: string | null): string | null => (isOwner && ask === whom.owner ? whom.self : ask);
  return findings.map((finding) => ({ accountId, ...finding, ask: askOf(finding.ask) }));
}

const notAllRead = warning('not-all-read', {
  what: 'Not everything was read before the doctor stopped waiting.',
  remedy: 'Run it again: what was read is kept, and is not read twice.',
  ask: whom.operator,
});
