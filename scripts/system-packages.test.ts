import { expect, test } from 'vitest';
import { plan } from './system-packages.ts';
import { chromium, findProgram, howToGet, python } from './system-programs.ts';

test('where nothing is missing nothing is done', () => {
  expect(plan([], { root: true, apt: true })).toEqual({ kind: 'nothing' });
});

test('root on Debian installs, and says what and what for', () => {
  const next = plan([chromium], { root: true, apt: true });
  expect(next).toMatchObject({ kind: 'install', packages: ['chromium'] });
  expect(next.kind === 'install' && next.notice).toContain('chromium (for the tests of the page)');
});

test('without root, and without apt, what is missing is named with the way to get it', () => {
  for (const machine of [
    { root: false, apt: true },
    { root: true, apt: false },
  ]) {
    expect(plan([chromium], machine)).toEqual({ kind: 'tell', report: howToGet([chromium]) });
  }
  expect(howToGet([chromium])).toContain('apt-get install --no-install-recommends chromium');
});

test('a command that is there but does not run is not taken for the program', () => {
  expect(findProgram(chromium, (command) => command === 'google-chrome')).toBe('google-chrome');
  expect(findProgram(chromium, () => false)).toBeNull();
});

test('a Python without what makes an environment is not taken for one that has it', () => {
  expect(python.probe).toEqual(['-c', 'import ensurepip, venv']);
  expect(findProgram({ ...python, commands: [process.execPath], probe: ['-e', 'process.exit(1)'] })).toBeNull();
  expect(findProgram({ ...python, commands: [process.execPath], probe: ['-e', ''] })).toBe(process.execPath);
});
