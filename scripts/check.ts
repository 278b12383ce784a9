// `npm run check`: types, lint and the house rules. Everything that takes seconds.
import { toolScript } from './repository.ts';
import { staticSteps } from './static-steps.ts';
import { runStep, type Step } from './step.ts';

const houseRules: Step = {
  name: 'house rules (vitest)',
  command: [toolScript('vitest'), 'run', '--project', 'house', 'house/'],
};

let failed = 0;
for (const step of [...staticSteps(), houseRules]) if (!(await runStep(step))) failed++;
process.exitCode = failed === 0 ? 0 : 1;
