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

/** Of the half hour that CI has the checks and the law's tests take five minutes, and the others about fifteen. */
const longestMs = 1_320_000;

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

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (count: keyof Tally) => tallies.reduce((total, tally) => total + tally[count], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** @param report vitest's JSON, null when it wrote none */
export function tally(report: string | null, exitCode: number): Tally {
  const read = report === null ? null : (JSON.parse(report) as Partial<Report>);
  if (!isWhole(read)) return { passed: 0, failed: 1, skipped: 0 };
  const failed = read.numFailedTests + failedFiles(read);
  return {
    passed: read.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: read.numPendingTests + read.numTodoTests,
  };
}

/** Files that do not load, or whose preparation fails: vitest counts no test of theirs as failed. */
function failedFiles({ testResults }: Report): number {
  const inTest = (results: Report['testResults'][number]) =>
    results.assertionResults.some(({ status }) => status === 'failed');
  return testResults.filter((results) => results.status === 'failed' && !inTest(results)).length;
}

function isWhole(report: Partial<Report> | null): report is Report {
  const counts = [report?.numPassedTests, report?.numFailedTests, report?.numPendingTests, report?.numTodoTests];
  return counts.every((count) => typeof count === 'number') && Array.isArray(report?.testResults);
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
