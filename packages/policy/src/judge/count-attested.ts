// Conduct, counted: what no call shows and only statements do. Each subject of a clause must be attested for each account.
// Invariant: a statement that fails is an offence at its time; none that holds later unsays it. What nobody says is unknown.
import { attestations } from '../attestations.ts';
import type { Clause } from '../clause.ts';
import { type AttestationFact, type AttestationSubject, attestationSubjects } from '../fact.ts';
import { excessOf, shownBy, toldBy } from './attested.ts';
import { type Counting, type End, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** At most one statement a subject: 16. */
export interface Statements {
  readonly latest: Map<AttestationSubject, AttestationFact>;
}

export interface AttestedOptions {
  /** Whether a statement that fails breaks the clause, or only leaves it open. */
  readonly canBreak: boolean;
  /** The version of the policy that a statement must be about. Default: any. */
  readonly version?: string;
}

export function countAttested(clause: Clause, options: AttestedOptions): Counting<Statements> {
  const subjects = attestationSubjects.filter((about) => attestations[about].clause === clause.id);
  return {
    clause,
    per: 'account',
    classes: [],
    alone: false,
    open: () => ({ latest: new Map() }),
    attestation(statements, fact, tally) {
      if (!subjects.includes(fact.about)) return;
      if (options.canBreak && shownBy(fact) === 'fails') breach(fact, tally);
      if (shownBy(fact) !== 'nothing' && isNewer(fact, statements)) statements.latest.set(fact.about, fact);
    },
    close(statements, end, tally) {
      if (end.subject === null && !end.unnamed) return;
      for (const about of subjects) {
        const statement = latestOf(statements, end, about);
        if (holds(statement, options)) note(statement, tally);
        else if (statement === null || !options.canBreak) tally.miss(`not shown: ${asked(about, options)}`);
      }
    },
  };
}

/** A late one replaces nothing that was said after it. */
function isNewer({ about, atMs }: AttestationFact, { latest }: Statements): boolean {
  const before = latest.get(about);
  return before === undefined || before.atMs <= atMs;
}

function breach(fact: AttestationFact, tally: Tally): void {
  tally.look(fact);
  tally.breach(ofAccount(fact), { fact, atMs: fact.atMs, excess: excessOf(fact), what: toldBy(fact) });
}

/** The later of what was said of this account and of all of them. */
function latestOf({ latest }: Statements, { ofAll }: End, about: AttestationSubject): AttestationFact | null {
  const own = latest.get(about);
  const general = ofAll.find((fact) => fact.about === about && shownBy(fact) !== 'nothing');
  if (own === undefined || general === undefined) return own ?? general ?? null;
  return own.atMs >= general.atMs ? own : general;
}

function holds(statement: AttestationFact | null, { version }: AttestedOptions): statement is AttestationFact {
  if (statement === null || shownBy(statement) !== 'holds') return false;
  return version === undefined || statement.version === version;
}

function note(statement: AttestationFact, tally: Tally): void {
  tally.look(statement);
  const { atMost } = attestations[statement.about];
  if (atMost !== null) tally.atMost(statement, Number(statement.value), atMost.value, atMost.unit);
}

function asked(about: AttestationSubject, { version }: AttestedOptions): string {
  const { asks } = attestations[about];
  return version === undefined ? asks : `${asks} (${version})`;
}
