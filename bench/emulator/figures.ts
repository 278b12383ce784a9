// How the bench of the emulator tells its figures.

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function below(value: number, goal: number, unit: string, digits = 0): string {
  return `${value.toFixed(digits)} ${unit} (goal < ${goal}${value < goal ? '' : ', missed'})`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
