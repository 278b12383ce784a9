// The one writer of an installation's available current.
// Invariants: at most one wish waits, one write is on its way and one outcome is in doubt; the latest wish wins, and who wished
// before is told; nothing leaves but when the policy lets it go; after an unknown outcome the same value is written again only
// when a later read shows that it was not carried out, and then once.

import type { Clock, Timer } from '../clock.ts';
import { SdkError } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';
import { answerOf, type CurrentAnswer, type CurrentOutcome } from './current-answer.ts';
import { CurrentDoubt, type Doubt } from './current-doubt.ts';
import { CurrentInForce } from './current-in-force.ts';
import { type CurrentPlan, planOf, type WishedCurrent } from './current-plan.ts';
import type { WriterDoor } from './current-writer-door.ts';
import { EarlierWrite } from './earlier-write.ts';
import { type PhaseCurrents, sameCurrents } from './phase-currents.ts';
import { notSent } from './refusal.ts';
import { sentWrite } from './sent-write.ts';
import type { Verdict } from './verdict-of.ts';

/** How long a wish waits after a failure that names no time. */
const retryInMs = 60_000;
const longestTimerMs = 2 ** 31 - 1;
const replacedReason = 'A later wish took its place before it could be seen.';
const unseenReason = 'The account was closed before it could be seen.';
const leftReason =
  'Not sent: the installation has left the account, its list tells of it no more. Look in the portal who may manage it.';
const closedReason = 'The account was closed before this was sent. Wish it again.';

interface Wish extends WishedCurrent {
  /** As long ago as before when the clock is set back. */
  sinceMs: number;
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
  readonly #inForce: CurrentInForce;
  #wish: Wish | null = null;
  #flying: Wish | null = null;
  /** Takes back what flies, once it came back and waits to leave again; null while it may be carried out. */
  #cameBack: AbortController | null = null;
  #notBeforeMs = 0;
  #timer: Timer | null = null;
  #closed = false;

  constructor(door: WriterDoor, clock: Clock) {
    this.#door = door;
    this.#clock = clock;
    whenSetBack(clock, (byMs) => {
      this.#notBeforeMs -= byMs;
      for (const wish of new Set([this.#wish, this.#flying, this.#doubt.wish])) if (wish) wish.sinceMs -= byMs;
    });
    this.#inForce = new CurrentInForce(door, clock);
    this.#earlier = new EarlierWrite({
      clock,
      besidePolicy: () => door.besidePolicy(),
      isSeen: (sent) => this.#inForce.isSeen(sent),
      read: () => door.read(),
      onLooked: () => this.arm(),
    });
    this.#doubt = new CurrentDoubt({
      clock,
      policyMs: () => door.besidePolicy().policyMs,
      held: () => this.#inForce.held(),
      read: () => door.read(),
      onSeen: (doubt, seen) => this.#endDoubt(doubt, seen),
      onGivenUp: ({ wish, leftAtMs: sentAtMs, reason }, because) =>
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
    const open = this.#flying === null ? this.#doubt.openFor(phasesA, this.#inForce.lastSentAtMs()) : null;
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
    this.#inForce.noteWrite(sentAtMs, this.#flying?.phasesA ?? null);
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
        await this.#door.hold(wish.phasesA, Math.min(verdict.answeredAtMs, this.#clock.nowMs()));
        wish.settle({ outcome: 'applied', sentAtMs: verdict.leftAtMs, phasesA: wish.phasesA });
        return;
      case 'refused':
        // Not one byte of it arrived, or the policy names a later time: the wish stands.
        if (verdict.why === 'unreachable' || verdict.why === 'too-early') this.#keep(wish, verdict.retryAtMs);
        else wish.settle(verdict);
        return;
      case 'unknown':
        this.#doubt.begin({ ...sentWrite(verdict.sentAtMs, this.#door.besidePolicy()), wish, reason: verdict.reason });
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

  #endDoubt({ wish, leftAtMs: sentAtMs, reason }: Doubt<Wish>, seen: 'carried-out' | 'not-carried-out'): void {
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
    const nowMs = this.#clock.nowMs();
    const plan = planOf(wish, this.#inForce.facts(wish.phasesA), nowMs);
    // Of one that is on its way its own write is what spends the slot.
    return wish === this.#flying && plan.kind === 'write' ? { ...plan, atMs: nowMs, late: false } : plan;
  }

  #answer(wish: Wish, plan: CurrentPlan): CurrentAnswer {
    return answerOf(wish, plan, {
      nowMs: this.#clock.nowMs(),
      notBeforeMs: this.#notBeforeMs,
      readUntilMs: this.#earlier.opensAtMs(),
      isLookedFor: wish === this.#doubt.wish,
    });
  }
}
