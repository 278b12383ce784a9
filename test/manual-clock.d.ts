export interface ManualClock {
    nowMs(): number;
    monotonicMs(): number;
    setTimer(callback: () => void, delayMs: number): unknown;
    clearTimer(timer: unknown): void;
    /** Runs every timer that comes due within `ms`, in order, and returns when nothing that runs now is pending. */
    advanceBy(ms: number): Promise<void>;
    /** Moves the wall clock alone, as a laptop's sleep or a corrected clock does. */
    jumpWall(ms: number): void;
    /** How many timers are set. */
    pending(): number;
}
/** @param startMs wall time at the start, default 2026-11-20T15:00:00Z */
export declare function manualClock(startMs?: number): ManualClock;
