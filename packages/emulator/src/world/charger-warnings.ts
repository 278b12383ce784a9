// The warnings of a charger: observation 804 and `Warnings` of its row, a mask that passes 2^53 (zaptec-api.md §5.8).
import type { ChargerState } from './charger-state.ts';
import type { Reporter } from './reporter.ts';

/** Bit 4, Pro and Go: a car was started too often (§6.2). */
export const maxSessionRestart = 16n;

export function addWarnings(state: ChargerState, mask: bigint, reporter: Reporter, nowMs: number): void {
  setWarnings(state, BigInt(state.controls.warnings) | mask, reporter, nowMs);
}

export function clearWarnings(state: ChargerState, mask: bigint, reporter: Reporter, nowMs: number): void {
  setWarnings(state, BigInt(state.controls.warnings) & ~mask, reporter, nowMs);
}

/** These and no others. */
export function setWarnings({ controls }: ChargerState, mask: bigint, reporter: Reporter, nowMs: number): void {
  const text = String(mask);
  if (controls.warnings === text) return;
  controls.warnings = text;
  reporter.write(804, text, nowMs);
}
