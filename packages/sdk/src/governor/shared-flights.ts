// Callers of one call: identical reads share a flight, and every waiter is settled exactly once.
import type { Log } from '../account.ts';
import { callOut } from '../log/call-out.ts';
import type { Ending, Flight, GovernedCall, Waiter } from './flight.ts';
import type { WaitingRoom } from './waiting-room.ts';

export class SharedFlights {
  readonly #byKey = new Map<string, Flight>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The flight that an equal call is on, if any. */
  find({ key }: GovernedCall): Flight | undefined {
    return key === null ? undefined : this.#byKey.get(key);
  }

  add(flight: Flight): void {
    if (flight.call.key !== null) this.#byKey.set(flight.call.key, flight);
  }

  /** Nobody can join it any more. */
  forget(flight: Flight): void {
    const { key } = flight.call;
    if (key !== null && this.#byKey.get(key) === flight) this.#byKey.delete(key);
  }

  /** A second caller of the same read takes room as any other; its haste counts, and a cause that opens an exception does too. */
  join(flight: Flight, waiter: Waiter, call: GovernedCall, room: WaitingRoom): void {
    const giveBack = room.placeFor(call);
    const { leave } = waiter;
    waiter.leave = () => {
      leave?.();
      giveBack();
    };
    flight.waiters.push(waiter);
    this.#hasten(flight, call, room);
    if (flight.sentAtMs !== null) this.tellSent([waiter], flight.sentAtMs);
  }

  /** Whether nobody waits for it any longer. */
  leave(flight: Flight, waiter: Waiter): boolean {
    const place = flight.waiters.indexOf(waiter);
    if (place < 0) return false;
    flight.waiters.splice(place, 1);
    waiter.leave?.();
    waiter.settle({ kind: 'cancelled', sentAtMs: flight.sentAtMs });
    return flight.waiters.length === 0;
  }

  #hasten(flight: Flight, call: GovernedCall, room: WaitingRoom): void {
    room.lift(flight, call.lane);
    room.ease(flight, call.party);
    const opens = call.cause === 'unknown-charger' || call.cause === 'after-command';
    if (!opens || flight.call.cause === call.cause || flight.state === 'sent') return;
    flight.call = { ...flight.call, cause: call.cause };
    if (flight.state !== 'parked') return;
    room.take(flight);
    room.enter(flight);
  }

  tellSent(waiters: readonly Pick<Waiter, 'onSent'>[], sentAtMs: number): void {
    if (!waiters.some(listens)) return;
    // A copy: who is told may come again or leave.
    for (const { onSent } of waiters.filter(listens)) if (onSent) this.#tell(onSent, sentAtMs);
  }

  /** A copy is told: who hears of it may leave. */
  tellBack(waiters: readonly Pick<Waiter, 'onBack'>[]): void {
    for (const { onBack } of [...waiters]) onBack?.();
  }

  end(flight: Flight, ending: Ending): void {
    flight.state = 'ended';
    this.forget(flight);
    for (const waiter of flight.waiters) {
      waiter.leave?.();
      waiter.settle(ending);
    }
    flight.waiters.length = 0;
  }

  #tell(onSent: (sentAtMs: number) => void, sentAtMs: number): void {
    callOut(
      () => onSent(sentAtMs),
      (cause) =>
        this.#log.error({ cause }, 'A caller threw when it was told that its call was sent; the call goes on.'),
    );
  }
}

function listens({ onSent }: Pick<Waiter, 'onSent'>): boolean {
  return onSent !== undefined;
}
