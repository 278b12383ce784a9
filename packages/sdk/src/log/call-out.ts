// Calls out of the SDK into functions of its user: logs, journals, metrics, listeners.
// Invariant: whatever they throw, or reject with later, ends there; the SDK's own work goes on.

/** Calls, waits for nothing, and hands what was thrown or rejected with to `failed`. */
export function callOut(call: () => unknown, failed: (cause: unknown) => void): void {
  try {
    const answer = call();
    if (isThenable(answer)) Promise.resolve(answer).then(undefined, failed);
  } catch (cause) {
    failed(cause);
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';
}
