// Waits for what happens in its own time, behind real sockets.

/** Asks every 50 ms until it is so, for at most 20 s; the last answer is shown when it never was. */
export async function until<T>(ask: () => Promise<T>, so: (answer: T) => boolean, withinMs = 20_000): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (so(answer)) return answer;
    if (performance.now() > deadlineMs) throw new Error(`Never became so: ${JSON.stringify(answer).slice(0, 2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
