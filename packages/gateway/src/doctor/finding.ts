// What the doctor found, and what stands in for it everywhere: a level, a stable code, and sentences for a person.
// Invariant: no name, address or login stands in a finding; things are told by serial, id and number.
import type { FindingLevel, FindingView } from '../contract.ts';

/** A finding about one account, which whoever collects them names. */
export type Finding = Omit<FindingView, 'accountId'>;

/** Whom a person can turn to. */
export const whom = {
  operator: 'whoever runs this gateway',
  owner: 'the owner of the installation',
  self: 'yourself: this account is the owner of the installation',
  groupOwner: 'the owner of the user group, or the support of Zaptec',
  support: 'the support of Zaptec',
  network: 'whoever looks after your network',
  ocpp: 'whoever runs the OCPP system',
} as const;

export interface Advice {
  readonly what: string;
  readonly why?: string | null;
  readonly remedy: string;
  readonly ask: string;
}

export function ok(code: string, what: string, why: string | null = null): Finding {
  return { level: 'ok', code, what, why, remedy: null, ask: null };
}

export function warning(code: string, { what, why = null, remedy, ask }: Advice): Finding {
  return { level: 'warning', code, what, why, remedy, ask };
}

export function problem(code: string, { what, why = null, remedy, ask }: Advice): Finding {
  return { level: 'problem', code, what, why, remedy, ask };
}

export function worstOf(findings: readonly { readonly level: FindingLevel }[]): FindingLevel {
  return gravestFirst(findings)[0]?.level ?? 'ok';
}

const levels: readonly FindingLevel[] = ['problem', 'warning', 'ok'];

/** In the order in which a person should read them. */
export function gravestFirst<Told extends { readonly level: FindingLevel }>(findings: readonly Told[]): Told[] {
  return levels.flatMap((level) => findings.filter((finding) => finding.level === level));
}

/** `1 charger`, `3 chargers`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Names of things at most in one line; a person with more of them looks at the page. */
const mostNamed = 5;

/** `ZAP000001, ZAP000002 and 3 more`. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}
