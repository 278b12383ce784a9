// Gives a charger's values their text and their time.
// Invariant: times of one observation rise, by 10 ms at least, even when the wall clock is set back; only where somebody
// sets the chargers' clocks anew does an observation begin afresh at what its clock says then.
import type { ChargerContext } from './charger-context.ts';
import type { Measured } from './charging-curve.ts';
import { type LivingId, leastSpacingUs, slotOf } from './living-observations.ts';
import { draw } from './random.ts';
import { restingObservations } from './resting-observations.ts';

export class Reporter {
  readonly #context: ChargerContext;

  constructor(context: ChargerContext) {
    this.#context = context;
  }

  /** Microseconds since 1970 UTC for this moment; the part below a millisecond is chance. */
  stampUs(nowMs: number): number {
    const { surroundings, state } = this.#context;
    return surroundings.time.wallMs(nowMs) * 1000 + Math.floor(draw(state) * 1000);
  }

  value(id: LivingId): string | null {
    return this.#context.state.values[slotOf(id)] ?? null;
  }

  timeUs(id: LivingId): number {
    return this.#context.state.timesUs[slotOf(id)] ?? 0;
  }

  /** Reports a value if it is another one than before. */
  change(id: LivingId, value: string | null, nowMs: number): void {
    if (this.value(id) !== value) this.report(id, value, nowMs);
  }

  /** Reports a value even if it stayed the same. */
  report(id: LivingId, value: string | null, nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    const slot = slotOf(id);
    const atUs = this.#nextUs(id, state.timesUs[slot] ?? 0, nowMs);
    state.values[slot] = value;
    state.timesUs[slot] = atUs;
    if (state.controls.heard === null) surroundings.changed(index, id, atUs, value);
  }

  /** As the cloud knows it: of a charger that is offline, what was heard last. */
  heard(id: LivingId): { readonly value: string | null; readonly atUs: number } {
    const { state } = this.#context;
    const { values, timesUs } = state.controls.heard ?? state;
    return { value: values[slotOf(id)] ?? null, atUs: timesUs[slotOf(id)] ?? 0 };
  }

  /** The newest reading of the time of silence, where there is one; sessions that ended in it are uploaded. */
  catchUp(before: { readonly timesUs: readonly number[] }, nowMs: number): void {
    if (this.timeUs(554) !== before.timesUs[slotOf(554)]) this.report(554, this.value(554), nowMs);
  }

  /** The cloud says by itself whether it hears the charger. */
  online(online: boolean, nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    const slot = slotOf(-2);
    const atUs = this.#nextUs(-2, this.heard(-2).atUs, nowMs);
    const value = online ? '1' : '0';
    for (const { values, timesUs } of [state, state.controls.heard ?? state]) {
      values[slot] = value;
      timesUs[slot] = atUs;
    }
    surroundings.changed(index, -2, atUs, value);
  }

  /** An observation that otherwise rests as it was set: settings, warnings, versions, the schedule. */
  write(id: number, value: string | null, nowMs: number): void {
    const { state, surroundings, index } = this.#context;
    const before = state.controls.written[id] ?? this.#asItCame(id);
    if (before[0] === value) return;
    const atUs = this.#nextUs(id, before[1], nowMs);
    state.controls.written[id] = [value, atUs];
    surroundings.changed(index, id, atUs, value);
  }

  /** Time of an observation's next event after the one of `lastUs`. */
  #nextUs(id: number, lastUs: number, nowMs: number): number {
    const stampUs = this.stampUs(nowMs);
    const { toldSinceSet } = this.#context.state.controls;
    if (toldSinceSet === null || toldSinceSet.includes(id)) return Math.max(stampUs, lastUs + leastSpacingUs);
    toldSinceSet.push(id);
    return stampUs;
  }

  #asItCame(id: number): readonly [value: string | null, atUs: number] {
    const { plan, site, surroundings } = this.#context;
    const { value, atUs } = restingObservations(plan, site, { pace: surroundings.pace, publicKey: null }).get(id) ?? {
      value: null,
      atUs: 0,
    };
    return [value, atUs];
  }

  measured({ voltagesV, currentsA, powerW }: Measured, nowMs: number): void {
    this.change(513, decimals(powerW), nowMs);
    this.change(501, decimals(voltagesV[0]), nowMs);
    this.change(502, decimals(voltagesV[1]), nowMs);
    this.change(503, decimals(voltagesV[2]), nowMs);
    this.change(507, decimals(currentsA[0]), nowMs);
    this.change(508, decimals(currentsA[1]), nowMs);
    this.change(509, decimals(currentsA[2]), nowMs);
  }
}

/** Three decimals, as the cloud prints V, A, W, °C and kWh (§10.6). */
export function decimals(value: number): string {
  return value.toFixed(3);
}
