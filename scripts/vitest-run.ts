// Runs vitest once and counts. A crash without a failed test counts as one failure, so that green means green.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, toolEnvironment, toolScript } from './repository.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Half of the half hour that CI has. */
const longestMs = 900_000;

/** @param args passed on to vitest: file filters, `--project`, `-t` */
export async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-tests-'));
  try {
    const report = join(folder, 'report.json');
    const exitCode = await spawnVitest([
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    return tally(await readFile(report, 'utf8').catch(() => null), exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param report vitest's JSON, null when it wrote none */
export function tally(report: string | null, exitCode: number): Tally {
  const counts = report === null ? null : parseCounts(report);
  if (counts === null) return { passed: 0, failed: 1, skipped: 0 };
  return counts.failed === 0 && exitCode !== 0 ? { ...counts, failed: 1 } : counts;
}

function parseCounts(report: string): Tally | null {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report) as Record<
    string,
    unknown
  >;
  if (typeof numPassedTests !== 'number' || typeof numFailedTests !== 'number') return null;
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: Number(numPendingTests ?? 0) + Number(numTodoTests ?? 0),
  };
}

function spawnVitest(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [toolScript('vitest'), 'run', ...args], {
      cwd: root,
      env: toolEnvironment(),
      stdio: 'inherit',
      timeout: longestMs,
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (signal !== null) console.error(`vitest was ended by ${signal}.`);
      resolve(code ?? 1);
    });
  });
}
