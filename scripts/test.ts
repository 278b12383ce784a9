// `npm test`: what the tests need, then every check as a counted step, then every test. The last line is the sum, whatever happens.
import { mutantSample } from './mutant-sample.ts';
import { deadCode, staticSteps } from './static-steps.ts';
import { runStep } from './step.ts';
import { type Provided, provideSystemPackages } from './system-packages.ts';
import { runVitest, sumOf } from './vitest-run.ts';

const args = process.argv.slice(2);
const continuousIntegration = process.env['CI'] === 'true';
let passed = 0;
let failed = 0;

async function everything(): Promise<void> {
  const provided = await provideSystemPackages({ continuousIntegration });
  if (!provided.complete) console.error(provided.report);
  if (!provided.complete && continuousIntegration) failed++;
  // With arguments only the tests that they name: `npm test -- packages/policy`.
  if (args.length === 0) await steps();
  await tests(provided);
}

async function steps(): Promise<void> {
  for (const step of [...staticSteps(), deadCode(), mutantSample()]) {
    if (await runStep(step)) passed++;
    else failed++;
  }
}

/** The law's tests run apart, since they are measured: a branch of it that no test takes fails the run. */
const whole = [
  ['--project', 'policy', '--coverage'],
  ['--project', 'rooms', '--project', 'house'],
];

async function tests(provided: Provided): Promise<void> {
  const tallies = [];
  for (const run of args.length === 0 ? whole : [args]) tallies.push(await runVitest(run));
  const tally = sumOf(tallies);
  passed += tally.passed;
  failed += tally.failed;
  // A name given with -t skips all the others, and so does a preparation that failed and was counted.
  if (tally.skipped === 0 || tally.failed > 0 || args.length > 0) return;
  const reason = provided.complete ? 'Nothing is missing, so none may be skipped.' : provided.report;
  console.error(`${tally.skipped} tests did not run. ${reason}`);
  if (provided.complete) failed++;
}

await everything().catch((error: unknown) => {
  console.error(error);
  failed++;
});
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
