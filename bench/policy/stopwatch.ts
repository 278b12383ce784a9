// What a piece of work cost: by the clock, and by the processor, which a busy machine does not slow down.

export interface Cost {
  readonly perSecond: number;
  readonly perProcessorSecond: number;
}

/** Starts now; the function returned tells what each of so many things cost since then. */
export function stopwatch(): (things: number) => Cost {
  const used = process.cpuUsage();
  const beganAtMs = performance.now();
  return (things) => {
    const elapsedMs = performance.now() - beganAtMs;
    const { user, system } = process.cpuUsage(used);
    return { perSecond: (things * 1000) / elapsedMs, perProcessorSecond: (things * 1_000_000) / (user + system) };
  };
}
