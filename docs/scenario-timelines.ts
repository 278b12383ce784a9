// What each scenario that comes along does, as the page shows it: one row for each step, from the files themselves.
// Invariant: whatever stands between the two marks is written here, and nothing else is touched.
import { type NamedScenario, namedScenarios } from '@fairlead/emulator';

const between = /(<!-- timelines -->\n)[\s\S]*?(<!-- \/timelines -->)/;

interface Row {
  readonly at: string;
  readonly do: string;
  readonly for?: string;
  readonly say?: string;
}

export function withTimelines(page: string): string {
  const sections = Object.values(namedScenarios).map(section).join('\n');
  return page.replace(between, (_, opening: string, closing: string) => `${opening}\n${sections}\n${closing}`);
}

function section({ name, about, lasts, steps }: NamedScenario): string {
  const rows = (steps as readonly Row[]).map(
    ({ at, do: kind, for: duration, say }) => `| ${at} | \`${kind}\` | ${duration ?? ''} | ${say ?? ''} |`,
  );
  return `### ${name}\n\n${about} It lasts ${lasts}.\n\n| at | step | for | |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}
