// One queue with peek-lock: the messages of a subscription, or of its dead-letter sub-queue.
// Invariant: a message is in exactly one place (backlog, a lock, deferred, or gone and counted), so none is lost and
// none is held by two readers at once.
import { Backlog } from './backlog.ts';
import type { LinkLoss } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { Consumer } from './consumer.ts';
import { Departures } from './departures.ts';
import { ExpirySweep } from './expiry-sweep.ts';
import { HeldMessages } from './held-messages.ts';
import type { IdleWatch } from './idle-watch.ts';
import { type Lock, LockTable } from './lock-table.ts';
import { emptyTally, type QueueCounters } from './queue-counters.ts';
import { messageOverheadBytes, type QueueLimits } from './queue-limits.ts';
import { ReaderRound, type ReaderWatch } from './reader-round.ts';
import { contentBytes, type DeadLetterReason, type MessageContent, type StoredMessage } from './stored-message.ts';

export interface MessageQueueOptions {
  readonly clock: Clock;
  readonly limits: QueueLimits;
  readonly nextLockId: () => number;
  /** Where dead letters go; null in the dead-letter sub-queue itself. */
  readonly deadLetters: MessageQueue | null;
  /** Told of every reader; a subscription and its dead letters share one. */
  readonly idleWatch?: IdleWatch | null;
  /** Told of the readers of this queue alone. */
  readonly readerWatch?: ReaderWatch | null;
}

export class MessageQueue {
  readonly limits: QueueLimits;
  readonly deadLetters: MessageQueue | null;
  readonly #clock: Clock;
  readonly #backlog = new Backlog();
  readonly #locks: LockTable;
  readonly #deferred = new Map<number, StoredMessage>();
  readonly #held: HeldMessages;
  readonly #readers: ReaderRound;
  readonly #sweep: ExpirySweep;
  readonly #idleWatch: IdleWatch | null;
  readonly #tally = emptyTally();
  readonly #departures: Departures;
  #distributing = false;

  constructor(options: MessageQueueOptions) {
    const { clock, limits, nextLockId, deadLetters, idleWatch = null, readerWatch = null } = options;
    this.limits = limits;
    this.#held = new HeldMessages(limits);
    this.deadLetters = deadLetters;
    this.#departures = new Departures({ limits, held: this.#held, tally: this.#tally, deadLetters });
    this.#clock = clock;
    this.#idleWatch = idleWatch;
    this.#readers = new ReaderRound([idleWatch, readerWatch].filter((watch) => watch !== null));
    this.#sweep = new ExpirySweep(clock, () => this.#dropExpired());
    this.#locks = new LockTable({
      clock,
      durationMs: limits.lockDurationMs,
      nextId: nextLockId,
      ended: (locks) => {
        this.#tally.lockExpired += locks.length;
        for (const lock of locks) this.#giveBack(lock.message);
        this.distribute();
      },
    });
  }

  /** Takes a message in; the oldest waiting ones make room for it. */
  enqueue(content: MessageContent, ttlMs: number | null = null): void {
    const bytes = contentBytes(content) + messageOverheadBytes;
    const livesMs = Math.min(ttlMs ?? Number.POSITIVE_INFINITY, this.limits.messageTtlMs ?? Number.POSITIVE_INFINITY);
    this.#tally.enqueued += 1;
    const message: StoredMessage = {
      content,
      sequenceNumber: this.#tally.enqueued,
      enqueuedAtMs: this.#clock.nowMs(),
      livesMs,
      expiresAtMonotonicMs: this.#clock.monotonicMs() + livesMs,
      bytes,
      deliveryCount: 0,
    };
    if (!this.#makeRoom(bytes)) {
      this.#tally.dropped += 1;
      return;
    }
    this.#held.add(message);
    this.#backlog.add(message);
    this.#sweep.expect(message.expiresAtMonotonicMs);
    this.distribute();
  }

  attach(consumer: Consumer): void {
    this.#readers.add(consumer);
    this.distribute();
  }

  /** Ends a reader's part. What it holds stays locked until the lock ends, unless the limits say otherwise. */
  detach(consumer: Consumer): void {
    this.#readers.remove(consumer);
    if (!this.limits.releaseOnDetach) return;
    for (const lock of this.#locks.releaseAllOf(consumer)) this.#giveBack(lock.message);
    this.distribute();
  }

  /** Hands out what waits to those that want it, in turn. Call it when a reader's demand has grown. */
  distribute(): void {
    if (this.#distributing) return;
    this.#distributing = true;
    try {
      this.#handOut();
    } finally {
      this.#distributing = false;
    }
  }

  /** @returns false when the lock is lost: the message was or will be delivered again. */
  complete(lockId: number): boolean {
    const lock = this.#locks.release(lockId);
    if (!lock) return false;
    this.#departures.complete(lock.message);
    return true;
  }

  /** Back into the queue at once, as a failed delivery. @returns false when the lock is lost */
  abandon(lockId: number): boolean {
    const lock = this.#locks.release(lockId);
    if (!lock) return false;
    this.#giveBack(lock.message);
    this.distribute();
    return true;
  }

  /** Set aside until it is asked for by its number. @returns false when the lock is lost */
  defer(lockId: number): boolean {
    const lock = this.#locks.release(lockId);
    if (!lock) return false;
    this.#deferred.set(lock.message.sequenceNumber, lock.message);
    return true;
  }

  /** @returns false when the lock is lost, or when this is the dead-letter sub-queue itself */
  deadLetter(lockId: number, why: DeadLetterReason): boolean {
    if (!this.deadLetters) return false;
    const lock = this.#locks.release(lockId);
    if (!lock) return false;
    this.#departures.bury(lock.message, why);
    return true;
  }

  /** @returns the new end of the lock (wall time), or null when it is lost */
  renew(lockId: number): number | null {
    this.#idleWatch?.used();
    return this.#locks.renew(lockId)?.lockedUntilMs ?? null;
  }

  /** Locks a deferred message; null when there is none with this number. */
  takeDeferred(sequenceNumber: number, holder: object): Lock | null {
    this.#idleWatch?.used();
    const message = this.#deferred.get(sequenceNumber);
    if (!message) return null;
    this.#deferred.delete(sequenceNumber);
    this.#tally.delivered += 1;
    return this.#locks.grant(message, holder);
  }

  /** Looks without taking: held messages from this number on, locked and deferred ones included. */
  peek(fromSequenceNumber: number, atMost: number): readonly StoredMessage[] {
    this.#idleWatch?.used();
    return this.#held.from(fromSequenceNumber, atMost, this.#clock.monotonicMs());
  }

  /** Whether it waits to be asked for by its number. */
  isDeferred({ sequenceNumber }: StoredMessage): boolean {
    return this.#deferred.has(sequenceNumber);
  }

  counters(): QueueCounters {
    const sizes = { active: this.#backlog.size, locked: this.#locks.size, deferred: this.#deferred.size };
    return { ...this.#tally, ...sizes, bytes: this.#held.bytes };
  }

  /** Ends every reader with this reason and stops all timers. The queue is of no use afterwards. */
  close(loss: LinkLoss): void {
    this.#sweep.stop();
    this.#locks.stop();
    this.#readers.endAll(loss);
    this.#idleWatch?.stop();
  }

  #handOut(): void {
    while (this.#backlog.size > 0) {
      const reader = this.#readers.next();
      if (reader === undefined) return;
      const message = this.#takeLive();
      if (message) this.#hand(message, reader);
    }
  }

  #hand(message: StoredMessage, consumer: Consumer): void {
    this.#tally.delivered += 1;
    if (consumer.mode === 'peek-lock') {
      consumer.deliver({ kind: 'locked', message, lock: this.#locks.grant(message, consumer) });
      return;
    }
    this.#departures.complete(message);
    consumer.deliver({ kind: 'deleted', message });
  }

  #takeLive(): StoredMessage | undefined {
    const nowMs = this.#clock.monotonicMs();
    for (let message = this.#backlog.take(); message; message = this.#backlog.take()) {
      if (message.expiresAtMonotonicMs > nowMs) return message;
      this.#departures.expire(message);
    }
    return undefined;
  }

  /** A delivery that failed. */
  #giveBack(message: StoredMessage): void {
    message.deliveryCount += 1;
    if (message.deliveryCount >= this.limits.maxDeliveryCount && this.deadLetters) {
      this.#departures.bury(message, {
        reason: 'MaxDeliveryCountExceeded',
        description: `Message could not be consumed after ${message.deliveryCount} delivery attempts.`,
      });
      return;
    }
    this.#backlog.giveBack(message);
    this.#sweep.expect(message.expiresAtMonotonicMs);
  }

  #makeRoom(bytes: number): boolean {
    // What is locked or deferred stays, for nothing is taken from under a reader: who finds no room beside it takes none.
    if (!this.#held.hasRoomFor(bytes, this.#backlog)) return false;
    while (!this.#held.hasRoomFor(bytes)) {
      const oldest = this.#backlog.take();
      if (!oldest) return false;
      this.#departures.overflow(oldest);
    }
    return true;
  }

  #dropExpired(): number {
    const nowMs = this.#clock.monotonicMs();
    for (const message of this.#backlog.extract((waiting) => waiting.expiresAtMonotonicMs <= nowMs))
      this.#departures.expire(message);
    return this.#held.nextExpiry(nowMs);
  }
}
