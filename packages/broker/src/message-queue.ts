// One queue with peek-lock: the messages of a subscription, or of its dead-letter sub-queue.
// Invariant: a message is in exactly one place (backlog, a lock, deferred, or gone and counted), so none is lost and
// none is held by two readers at once.
import { Backlog } from './backlog.ts';
import type { LinkLoss } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { Consumer } from './consumer.ts';
import { ExpirySweep } from './expiry-sweep.ts';
import { HeldMessages } from './held-messages.ts';
import type { IdleWatch } from './idle-watch.ts';
import { type Lock, LockTable } from './lock-table.ts';
import { emptyTally, type QueueCounters } from './queue-counters.ts';
import { messageOverheadBytes, type QueueLimits } from './queue-limits.ts';
import {
  contentBytes,
  type DeadLetterReason,
  deadLettered,
  type MessageContent,
  type StoredMessage,
} from './stored-message.ts';

export interface MessageQueueOptions {
  readonly clock: Clock;
  readonly limits: QueueLimits;
  readonly nextLockId: () => number;
  /** Where dead letters go; null in the dead-letter sub-queue itself. */
  readonly deadLetters: MessageQueue | null;
  /** Told of every reader; a subscription and its dead letters share one. */
  readonly idleWatch?: IdleWatch | null;
}

export class MessageQueue {
  readonly limits: QueueLimits;
  readonly deadLetters: MessageQueue | null;
  readonly #clock: Clock;
  readonly #backlog = new Backlog();
  readonly #locks: LockTable;
  readonly #deferred = new Map<number, StoredMessage>();
  readonly #held: HeldMessages;
  readonly #consumers: Consumer[] = [];
  readonly #sweep: ExpirySweep;
  readonly #idleWatch: IdleWatch | null;
  readonly #tally = emptyTally();
  #turn = 0;
  #distributing = false;

  constructor({ clock, limits, nextLockId, deadLetters, idleWatch = null }: MessageQueueOptions) {
    this.limits = limits;
    this.#held = new HeldMessages(limits);
    this.deadLetters = deadLetters;
    this.#clock = clock;
    this.#idleWatch = idleWatch;
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
    this.#tally.enqueued += 1;
    const message: StoredMessage = {
      content,
      sequenceNumber: this.#tally.enqueued,
      enqueuedAtMs: this.#clock.nowMs(),
      expiresAtMonotonicMs: this.#expiry(ttlMs),
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
    this.#consumers.push(consumer);
    this.#idleWatch?.readerCame();
    this.distribute();
  }

  /** Ends a reader's part. What it holds stays locked until the lock ends, unless the limits say otherwise. */
  detach(consumer: Consumer): void {
    const at = this.#consumers.indexOf(consumer);
    if (at >= 0) {
      this.#consumers.splice(at, 1);
      this.#idleWatch?.readerWent();
    }
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
    this.#held.remove(lock.message);
    this.#tally.completed += 1;
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
    this.#bury(lock.message, why);
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

  counters(): QueueCounters {
    const sizes = { active: this.#backlog.size, locked: this.#locks.size, deferred: this.#deferred.size };
    return { ...this.#tally, ...sizes, bytes: this.#held.bytes };
  }

  /** Ends every reader with this reason and stops all timers. The queue is of no use afterwards. */
  close(loss: LinkLoss): void {
    this.#sweep.stop();
    this.#locks.stop();
    this.#idleWatch?.stop();
    for (const consumer of this.#consumers.splice(0)) consumer.lost(loss);
  }

  #handOut(): void {
    let passed = 0;
    while (this.#backlog.size > 0 && passed < this.#consumers.length) {
      this.#turn = (this.#turn + 1) % this.#consumers.length;
      const consumer = this.#consumers[this.#turn];
      if (consumer === undefined || !(consumer.demand() > 0)) {
        passed += 1;
        continue;
      }
      passed = 0;
      const message = this.#takeLive();
      if (message) this.#hand(message, consumer);
    }
  }

  #expiry(ttlMs: number | null): number {
    const shortest = Math.min(ttlMs ?? Number.POSITIVE_INFINITY, this.limits.messageTtlMs ?? Number.POSITIVE_INFINITY);
    return this.#clock.monotonicMs() + shortest;
  }

  #hand(message: StoredMessage, consumer: Consumer): void {
    this.#tally.delivered += 1;
    if (consumer.mode === 'peek-lock') {
      consumer.deliver({ kind: 'locked', message, lock: this.#locks.grant(message, consumer) });
      return;
    }
    this.#held.remove(message);
    this.#tally.completed += 1;
    consumer.deliver({ kind: 'deleted', message });
  }

  #takeLive(): StoredMessage | undefined {
    const nowMs = this.#clock.monotonicMs();
    for (let message = this.#backlog.take(); message; message = this.#backlog.take()) {
      if (message.expiresAtMonotonicMs > nowMs) return message;
      this.#expire(message);
    }
    return undefined;
  }

  /** A delivery that failed. */
  #giveBack(message: StoredMessage): void {
    message.deliveryCount += 1;
    if (message.deliveryCount >= this.limits.maxDeliveryCount && this.deadLetters) {
      this.#bury(message, {
        reason: 'MaxDeliveryCountExceeded',
        description: `Message could not be consumed after ${message.deliveryCount} delivery attempts.`,
      });
      return;
    }
    this.#backlog.giveBack(message);
    this.#sweep.expect(message.expiresAtMonotonicMs);
  }

  #makeRoom(bytes: number): boolean {
    if (bytes > this.limits.maxBytes) return false;
    while (!this.#held.hasRoomFor(bytes)) {
      const oldest = this.#backlog.take();
      // Everything held is locked or deferred: nothing may be taken from under a reader.
      if (!oldest) return false;
      if (this.limits.overflow === 'dead-letter-oldest') this.#bury(oldest, { reason: 'QueueFull' });
      else this.#drop(oldest);
    }
    return true;
  }

  #dropExpired(): number {
    const nowMs = this.#clock.monotonicMs();
    for (const message of this.#backlog.extract((waiting) => waiting.expiresAtMonotonicMs <= nowMs))
      this.#expire(message);
    return this.#held.nextExpiry(nowMs);
  }

  #expire(message: StoredMessage): void {
    if (this.limits.deadLetterExpired) this.#bury(message, { reason: 'TTLExpiredException' });
    else this.#drop(message);
  }

  #bury(message: StoredMessage, why: DeadLetterReason): void {
    if (!this.deadLetters) {
      this.#drop(message);
      return;
    }
    this.#held.remove(message);
    this.#tally.deadLettered += 1;
    this.deadLetters.enqueue(deadLettered(message.content, why));
  }

  #drop(message: StoredMessage): void {
    this.#held.remove(message);
    this.#tally.dropped += 1;
  }
}
