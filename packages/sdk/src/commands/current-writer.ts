// The one writer of an installation's available current.
// Invariants: at most one wish waits, one write is on its way and one outcome is in doubt; the latest wish wins, and who wished
// before is told; nothing leaves but when the policy lets it go; after an unknown outcome the same value is written again only
// when a later read shows that it was not carried out, and then once.

import type { Known } from '@fairlead/policy';
import type { Clock, Timer } from '../clock.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { SdkError } from '../sdk-error.ts';
import { type CurrentAnswer, type CurrentOutcome, fuseWarning, noteOf } from './current-answer.ts';
import { CurrentDoubt, type Doubt } from './current-doubt.ts';
import { type CurrentFacts, type CurrentPlan, planOf, type WishedCurrent } from './current-plan.ts';
import { EarlierWrite } from './earlier-write.ts';
import { type HeldCurrent, heldCurrent, inForceForMs, isKnownSince } from './held-current.ts';
import { type PhaseCurrents, sameCurrents } from './phase-currents.ts';
import { notSent } from './refusal.ts';
import type { Verdict } from './verdict-of.ts';

/** How long a wish waits after a failure that names no time. */
const retryInMs = 60_000;
const longestTimerMs = 2 ** 31 - 1;
const replacedReason = 'A later wish took its place before it could be seen.';
const unseenReason = 'The account was closed before it could be seen.';
const openNote =
  'It was sent already and no answer says whether it was carried out: it is looked for, and written again only where it was not.';
const readFirst =
  'An earlier run wrote this current and nobody knows what became of it: the installation is read first, within 65 minutes.';
const leftReason =
  'Not sent: the installation has left the account, its list tells of it no more. Look in the portal who may manage it.';
const closedReason = 'The account was closed before this was sent. Wish it again.';

export interface WriterDoor {
  /** From when on the policy lets such a write go, and whether the last write is what keeps it until then. */
  opens(phasesA: PhaseCurrents): Pick<CurrentFacts, 'opensAtMs' | 'isSlotSpent'>;
  /** @throws SdkError when nothing was sent for a reason that lies with the account, or it was taken back */
  write(phasesA: PhaseCurrents, asked: Writing): Promise<Verdict>;
  /** What was set is held. */
  hold(phasesA: PhaseCurrents, setAtMs: number): Promise<void>;
  /** Reads the installation's details. @throws SdkError */
  read(): Promise<void>;
  record(): InstallationRecord | undefined;
  /** The account's list tells of the installation no more. */
  hasLeft(): boolean;
  connected(): Known;
}

export interface Writing {
  readonly app: string | null;
  /** Takes it back while it waits to leave, for the first time or again. */
  readonly signal: AbortSignal;
  /** Told each time that it leaves. */
  readonly onSent: () => void;
  /** Told when it came back, certainly not carried out, and waits to leave again. */
  readonly onBack: () => void;
}

interface Wish extends WishedCurrent {
  readonly app: string | null;
  readonly notes: readonly string[];
  readonly isRepeat: boolean;
  readonly done: Promise<CurrentOutcome>;
  readonly settle: (outcome: CurrentOutcome) => void;
}

export class CurrentWriter {
  readonly #door: WriterDoor;
  readonly #clock: Clock;
  readonly #doubt: CurrentDoubt<Wish>;
  readonly #earlier: EarlierWrite;
  #wish: Wish | null = null;
  #flying: Wish | null = null;
  /** Takes back what flies, once it came back and waits to leave again; null while it may be carried out. */
  #cameBack: AbortController | null = null;
  /** The last write that may have been carried out, whoever made it, and what it set; null where that is not known. */
  #lastWrite: { readonly sentAtMs: number; readonly phasesA: PhaseCurrents | null } | null = null;
  #notBeforeMs = 0;
  #timer: Timer | null = null;
  #closed = false;

  constructor(door: WriterDoor, clock: Clock) {
    this.#door = door;
    this.#clock = clock;
    this.#earlier = new EarlierWrite({
      clock,
      isSeen: (sentAtMs) => this.#isSeen(sentAtMs),
      read: () => door.read(),
      onLooked: () => this.arm(),
    });
    this.#doubt = new CurrentDoubt({
      clock,
      held: () => this.#held(),
      read: () => door.read(),
      onSeen: (doubt, seen) => this.#endDoubt(doubt, seen),
      onGivenUp: ({ wish, sentAtMs, reason }, because) =>
        wish.settle({
          outcome: 'unconfirmed',
          sentAtMs,
          reason: `It is not known whether the cloud carried this out (${reason}). ${because}`,
        }),
    });
  }

  /** The same wish again joins the one that waits. */
  want(phasesA: PhaseCurrents, { app, notes }: Pick<Wish, 'app' | 'notes'>): CurrentAnswer {
    const nowMs = this.#clock.nowMs();
    const latest = this.#wish ?? this.#flying ?? this.#doubt.wish;
    if (latest && sameCurrents(latest.phasesA, phasesA)) return this.#answer(latest, this.#planOf(latest));
    const { promise: done, resolve: settle } = Promise.withResolvers<CurrentOutcome>();
    const wish: Wish = { phasesA, app, notes, done, settle, sinceMs: nowMs, isRepeat: false };
    this.#wish?.settle({ outcome: 'replaced', phasesA });
    const open = this.#flying === null ? this.#doubt.openFor(phasesA, this.#lastWrite?.sentAtMs) : null;
    if (open) return this.#lookAgain({ ...wish, isRepeat: open.wish.isRepeat }, open);
    this.#wish = wish;
    this.#cameBack?.abort();
    this.#doubt.giveUp(replacedReason);
    const plan = this.#planOf(wish);
    this.arm();
    return this.#answer(wish, plan);
  }

  /** Wished again after another wish took its place: it is looked for, not written a second time. */
  #lookAgain(wish: Wish, open: Doubt<Wish>): CurrentAnswer {
    this.#wish = null;
    this.arm();
    this.#doubt.begin({ ...open, wish });
    return this.#answer(wish, this.#planOf(wish));
  }

  /** A write of an earlier run that was carried out, or may have been. What it set nobody wrote down. */
  noteEarlier(sentAtMs: number): void {
    this.noteWrite(sentAtMs);
    this.#earlier.note(sentAtMs);
  }

  /** A write that was carried out, or may have been: also past this writer. */
  noteWrite(sentAtMs: number): void {
    if (sentAtMs <= (this.#lastWrite?.sentAtMs ?? 0)) return;
    this.#lastWrite = { sentAtMs, phasesA: this.#flying?.phasesA ?? null };
  }

  /** Looks again: a car came, the installation was read, time has passed. */
  arm(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    const wish = this.#wish;
    if (this.#closed || wish === null || this.#flying !== null) return;
    if (this.#door.hasLeft()) {
      this.#wish = null;
      wish.settle(notSent('unknown-thing', leftReason));
      return;
    }
    const plan = this.#planOf(wish);
    switch (plan.kind) {
      case 'in-force':
        this.#wish = null;
        wish.settle({ outcome: 'in-force', phasesA: wish.phasesA });
        return;
      case 'waits-for-car':
        return;
      case 'write': {
        if (this.#earlier.blocks()) return;
        const inMs = Math.max(plan.atMs, this.#notBeforeMs) - this.#clock.nowMs();
        if (inMs > 0) this.#timer = this.#clock.setTimer(() => this.arm(), Math.min(inMs, longestTimerMs));
        else void this.#send(wish);
      }
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    this.#wish?.settle({ outcome: 'withdrawn', reason: closedReason });
    this.#wish = null;
    this.#doubt.giveUp(unseenReason);
    this.#earlier.close();
  }

  async #send(wish: Wish): Promise<void> {
    this.#wish = null;
    this.#flying = wish;
    const takeBack = new AbortController();
    const onSent = (): void => {
      this.#cameBack = null;
    };
    const onBack = (): void => {
      this.#cameBack = takeBack;
      // Nothing of it was carried out, and another one is wanted by now.
      if (this.#wish !== null) takeBack.abort();
    };
    const asked = { app: wish.app, signal: takeBack.signal, onSent, onBack };
    try {
      await this.#follow(wish, await this.#door.write(wish.phasesA, asked));
    } catch (error) {
      this.#keep(wish, error instanceof SdkError ? error.retryAtMs : null);
    } finally {
      this.#flying = null;
      this.#cameBack = null;
      this.arm();
    }
  }

  async #follow(wish: Wish, verdict: Verdict): Promise<void> {
    switch (verdict.outcome) {
      case 'accepted':
        await this.#door.hold(wish.phasesA, verdict.answeredAtMs);
        wish.settle({ outcome: 'applied', sentAtMs: verdict.sentAtMs, phasesA: wish.phasesA });
        return;
      case 'refused':
        // Not one byte of it arrived, or the policy names a later time: the wish stands.
        if (verdict.why === 'unreachable' || verdict.why === 'too-early') this.#keep(wish, verdict.retryAtMs);
        else wish.settle(verdict);
        return;
      case 'unknown':
        this.#doubt.begin({ wish, sentAtMs: verdict.sentAtMs, reason: verdict.reason });
        if (this.#closed) this.#doubt.giveUp(unseenReason);
        else if (this.#wish !== null) this.#doubt.giveUp(replacedReason);
    }
  }

  /** Nothing was sent: it waits on, unless a later wish came. */
  #keep(wish: Wish, retryAtMs: number | null): void {
    if (this.#closed) {
      wish.settle({ outcome: 'withdrawn', reason: closedReason });
    } else if (this.#wish !== null) {
      wish.settle({ outcome: 'replaced', phasesA: this.#wish.phasesA });
    } else {
      this.#wish = wish;
      this.#notBeforeMs = retryAtMs ?? this.#clock.nowMs() + retryInMs;
    }
  }

  #endDoubt({ wish, sentAtMs, reason }: Doubt<Wish>, seen: 'carried-out' | 'not-carried-out'): void {
    if (seen === 'carried-out') {
      wish.settle({ outcome: 'applied', sentAtMs, phasesA: wish.phasesA });
    } else if (wish.isRepeat) {
      const told = `Twice the cloud gave no clear answer (${reason}), and the installation shows another current.`;
      wish.settle({ outcome: 'unconfirmed', sentAtMs, reason: `${told} Look at it before wishing it again.` });
    } else {
      // The state shows that it was not carried out: it may go once more, in the next slot.
      this.#wish = { ...wish, isRepeat: true };
    }
    this.arm();
  }

  #planOf(wish: Wish): CurrentPlan {
    const facts = this.#facts(wish);
    const nowMs = this.#clock.nowMs();
    const plan = planOf(wish, facts, nowMs);
    // Of one that is on its way its own write is what spends the slot.
    return wish === this.#flying && plan.kind === 'write' ? { ...plan, atMs: nowMs, late: false } : plan;
  }

  #facts({ phasesA }: Wish): CurrentFacts {
    const held = this.#held();
    const last = this.#lastWrite;
    const isSettled = last === null || this.#isSeen(last.sentAtMs);
    // What was written and not seen yet may be in force, and what was in force before may still be.
    const mayBe = isSettled ? [held?.phasesA] : last.phasesA === null ? [] : [held?.phasesA, last.phasesA];
    const isFresh = held !== null && held.knownAtMs + inForceForMs > this.#clock.nowMs();
    return {
      inForce: mayBe.filter((currents) => currents !== null && currents !== undefined),
      isCertain: isFresh && isSettled,
      maxCurrentA: held?.maxCurrentA ?? null,
      connected: this.#door.connected(),
      ...this.#door.opens(phasesA),
    };
  }

  #isSeen(sentAtMs: number): boolean {
    const held = this.#held();
    return held !== null && isKnownSince(held, sentAtMs);
  }

  #held(): HeldCurrent | null {
    const record = this.#door.record();
    return record ? heldCurrent(record) : null;
  }

  #answer(wish: Wish, plan: CurrentPlan): CurrentAnswer {
    const { phasesA, notes, done } = wish;
    const nowMs = this.#clock.nowMs();
    const note = [wish === this.#doubt.wish ? openNote : noteOf(plan, nowMs), ...notes].join(' ');
    switch (plan.kind) {
      case 'in-force':
        return { state: 'in-force', phasesA, appliesAtMs: nowMs, late: false, note, done };
      case 'waits-for-car':
        return { state: 'waits-for-car', phasesA, appliesAtMs: null, late: false, note, done };
      case 'write': {
        const appliesAtMs = Math.max(plan.atMs, this.#notBeforeMs);
        const opensAtMs = this.#earlier.opensAtMs();
        if (opensAtMs === null) return { state: 'scheduled', phasesA, appliesAtMs, late: plan.late, note, done };
        const told = [readFirst, ...(plan.late ? [fuseWarning] : []), ...notes].join(' ');
        const atMs = Math.max(appliesAtMs, opensAtMs);
        return { state: 'scheduled', phasesA, appliesAtMs: atMs, late: plan.late, note: told, done };
      }
    }
  }
}
