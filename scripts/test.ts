// `npm test`: what the tests need, then every check as a counted step, then every test. The last line is the sum.
import { deadCode, staticSteps } from './static-steps.ts';
import { runStep } from './step.ts';
import { provideSystemPackages } from './system-packages.ts';
import { runVitest } from './vitest-run.ts';

const args = process.argv.slice(2);
const continuousIntegration = process.env['CI'] === 'true';
let passed = 0;
let failed = 0;

const provided = await provideSystemPackages({ continuousIntegration });
if (!provided.complete) {
  console.error(provided.report);
  if (continuousIntegration) failed++;
}

// With arguments only the tests that they name: `npm test -- packages/policy`.
if (args.length === 0) {
  for (const step of [...staticSteps(), deadCode()]) {
    if (await runStep(step)) passed++;
    else failed++;
  }
}

const tests = await runVitest(args);
passed += tests.passed;
failed += tests.failed;
if (tests.skipped > 0) {
  console.error(
    `${tests.skipped} tests did not run. ${provided.complete ? 'Nothing is missing: no test may be skipped.' : provided.report}`,
  );
  if (provided.complete && args.length === 0) failed++;
}

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
