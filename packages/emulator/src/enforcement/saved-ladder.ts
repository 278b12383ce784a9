// How everybody stands as JSON: what a snapshot holds of the ladder, and the ladder that goes on from it.
// Invariant: goes on by the rules of today; what was counted, found and told by operators stays as it was.
import {
  act,
  type Ladder,
  type OperatorAction,
  openLadder,
  PolicyError,
  type Step,
  type Tier,
  type Waiver,
  waiversOf,
} from '@fairlead/policy';
import { number, oneOf, record, text, unreadable } from '../world/snapshot.ts';
import { listOf, readClause, readStep, readSubject, readWhom, savedSubject } from './saved-subject.ts';

export interface SavedLadder {
  readonly subjects: readonly object[];
  readonly waivers: readonly Waiver[];
  readonly tiers: readonly (readonly [accountId: string, tier: Tier])[];
  readonly steps: readonly Step[];
  readonly actions: readonly OperatorAction[];
}

/** The ladder's own bounds (policy): so much and no more is read, whoever wrote it. */
const most = { subjects: 2_048, waivers: 4_096, tiers: 4_096, steps: 256, actions: 1_024 } as const;

/** Shares nothing with the ladder that is changed later. */
export function saveLadder(ladder: Ladder): SavedLadder {
  const { account, address } = ladder.subjects;
  return structuredClone({
    subjects: [...account.values(), ...address.values()].map(savedSubject),
    waivers: waiversOf(ladder),
    tiers: [...ladder.tiers],
    steps: ladder.steps,
    actions: ladder.actions,
  });
}

/** @throws EmulatorError `unreadable-snapshot` */
export function readLadder(raw: unknown): Ladder {
  const saved = record(raw, 'standings');
  const each = (name: keyof SavedLadder) => {
    const list = listOf(saved[name], `standings.${name}`);
    if (list.length > most[name]) throw unreadable(`standings.${name} holds more than ${most[name]}`);
    return list;
  };
  const ladder = openLadder();
  for (const one of each('subjects')) {
    const held = readSubject(record(one, 'standings.subjects'), 'standings.subjects');
    ladder.subjects[held.subject.kind].set(held.subject.id, held);
  }
  for (const one of each('waivers')) waiveAgain(ladder, record(one, 'standings.waivers'));
  for (const one of each('tiers')) {
    const [accountId, tier] = listOf(one, 'standings.tiers');
    setAgain(ladder, text(accountId, 'standings.tiers'), readTier(tier));
  }
  ladder.actions.splice(0, Number.POSITIVE_INFINITY, ...each('actions').map(readAction));
  ladder.steps.push(...each('steps').map((step) => readStep(record(step, 'standings.steps'), 'standings.steps')));
  return ladder;
}

/** Through the policy's own door, which looks at all that it is told. Who and why stand in the log of actions. */
function acted(ladder: Ladder, action: OperatorAction): void {
  try {
    act(ladder, action);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw unreadable(`standings hold what no operator can do (${cause.message.replace(/\.? .*$/s, '')}…)`);
  }
}

const again = { who: 'the saved world', why: 'going on' } as const;

function waiveAgain(ladder: Ladder, raw: Readonly<Record<string, unknown>>): void {
  const where = 'standings.waivers';
  const told = { ...again, accountId: text(raw['accountId'], where), clause: readClause(raw['clause'], where) };
  const { accountId, clause } = told;
  acted(ladder, { ...told, kind: 'waive', atMs: number(raw['fromMs'], where) });
  if (raw['untilMs'] !== null) acted(ladder, { ...told, kind: 'end-waiver', atMs: number(raw['untilMs'], where) });
  // The map's key is the policy's own affair.
  const waiver = ladder.waivers.get(`${clause} ${accountId}`);
  if (waiver !== undefined) waiver.breaches = number(raw['breaches'], where);
}

function setAgain(ladder: Ladder, accountId: string, tier: Tier): void {
  acted(ladder, { ...again, kind: 'set-tier', accountId, tier, atMs: 0 });
}

function readTier(raw: unknown): Tier {
  const { name, ratePerSecond, burst } = record(raw, 'standings.tiers');
  return {
    name: text(name, 'standings.tiers'),
    ratePerSecond: number(ratePerSecond, 'standings.tiers'),
    burst: number(burst, 'standings.tiers'),
  };
}

const kinds = ['reinstate', 'waive', 'end-waiver', 'set-tier'] as const satisfies OperatorAction['kind'][];

function readAction(raw: unknown): OperatorAction {
  const where = 'standings.actions';
  const action = record(raw, where);
  const signed = {
    who: text(action['who'], where),
    why: text(action['why'], where),
    atMs: number(action['atMs'], where),
  };
  const kind = oneOf(kinds, action['kind'], where);
  if (kind === 'reinstate') return { ...signed, kind, subject: readWhom(action['subject'], where) };
  const accountId = text(action['accountId'], where);
  if (kind === 'set-tier')
    return { ...signed, kind, accountId, tier: action['tier'] === null ? null : readTier(action['tier']) };
  return { ...signed, kind, accountId, clause: readClause(action['clause'], where) };
}
