// The one manual clock. Time stands still until a test moves it; then every timer due runs in order.
/** Turns of the event loop after each timer: promises need one, streams of in-process answers a second. */
const settlingTurns = 3;
/** @param startMs wall time at the start, default 2026-11-20T15:00:00Z */
export function manualClock(startMs = Date.UTC(2026, 10, 20, 15)) {
    const entries = new Set();
    let elapsedMs = 0;
    let wallOffsetMs = startMs;
    let order = 0;
    const next = (untilMs) => {
        let first;
        for (const entry of entries) {
            if (entry.dueMs > untilMs)
                continue;
            if (!first || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order))
                first = entry;
        }
        return first;
    };
    return {
        nowMs: () => Math.floor(wallOffsetMs + elapsedMs),
        monotonicMs: () => elapsedMs,
        setTimer(callback, delayMs) {
            const entry = { dueMs: elapsedMs + Math.max(0, delayMs), order: order++, callback };
            entries.add(entry);
            return entry;
        },
        clearTimer(timer) {
            entries.delete(timer);
        },
        async advanceBy(ms) {
            const untilMs = elapsedMs + ms;
            await settle();
            for (let entry = next(untilMs); entry; entry = next(untilMs)) {
                entries.delete(entry);
                elapsedMs = Math.max(elapsedMs, entry.dueMs);
                entry.callback();
                await settle();
            }
            elapsedMs = untilMs;
        },
        jumpWall(ms) {
            wallOffsetMs += ms;
        },
        pending: () => entries.size,
    };
}
async function settle() {
    for (let turn = 0; turn < settlingTurns; turn++)
        await new Promise((resolve) => setImmediate(resolve));
}
//# sourceMappingURL=manual-clock.js.map