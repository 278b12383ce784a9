// A step of `npm run check` and `npm test`: one tool, run to its end, its output shown only when it fails.
import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './repository.ts';

export interface Step {
  readonly name: string;
  /** Script and arguments, run by this Node. */
  readonly command: readonly string[];
  /** Folder to run in, default the repository. */
  readonly folder?: string;
}

/** A tool that hangs fails: the slowest step takes seconds. */
const longestMs = 300_000;

/** @returns whether the step passed */
export async function runStep(step: Step): Promise<boolean> {
  const startedMs = performance.now();
  const { passed, output } = await runQuietly(step);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (!passed) process.stdout.write(`${output}\n`);
  console.log(`${passed ? 'passed' : 'FAILED'}  ${step.name}  ${seconds} s`);
  return passed;
}

function runQuietly(step: Step): Promise<{ readonly passed: boolean; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, step.command, {
      cwd: step.folder ?? root,
      env: toolEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal !== null) output.push(Buffer.from(`${step.name} was ended by ${signal}.\n`));
      resolve({ passed: code === 0, output: Buffer.concat(output).toString() });
    });
  });
}
