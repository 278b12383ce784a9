// Gets the programs that the tests need, where we may: as root on Debian or Ubuntu. Elsewhere it says what is missing.
// Invariant: no package starts a service while we install it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram, howToGet, type SystemProgram, systemPrograms } from './system-programs.ts';

export interface Machine {
  readonly root: boolean;
  /** Debian or one of its children, with apt-get. */
  readonly apt: boolean;
}

export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly notice: string }
  | { readonly kind: 'tell'; readonly report: string };

export interface Provided {
  readonly complete: boolean;
  /** What is still missing and how to get it; empty when complete. */
  readonly report: string;
}

/** Time to press Ctrl-C before we install something. */
const noticeMs = 5_000;
/** Another apt may be at work. */
const lockTimeoutS = 120;

export function plan(missing: readonly SystemProgram[], machine: Machine): Plan {
  if (missing.length === 0) return { kind: 'nothing' };
  if (!machine.root || !machine.apt) return { kind: 'tell', report: howToGet(missing) };
  const packages = missing.map(({ debianPackage }) => debianPackage);
  const reasons = missing.map(({ debianPackage, neededFor }) => `${debianPackage} (for ${neededFor})`).join(', ');
  return { kind: 'install', packages, notice: `Installing ${reasons} with apt-get; no service is started.` };
}

export async function provideSystemPackages(options: { readonly continuousIntegration: boolean }): Promise<Provided> {
  const next = plan(missingPrograms(), thisMachine());
  if (next.kind === 'nothing') return { complete: true, report: '' };
  if (next.kind === 'tell') return { complete: false, report: next.report };
  console.log(options.continuousIntegration ? next.notice : `${next.notice} Ctrl-C within 5 s stops this.`);
  if (!options.continuousIntegration) await delay(noticeMs);
  withoutServices(() => install(next.packages));
  const missing = missingPrograms();
  return { complete: missing.length === 0, report: howToGet(missing) };
}

function missingPrograms(): readonly SystemProgram[] {
  return systemPrograms.filter((program) => findProgram(program) === null);
}

function thisMachine(): Machine {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return {
    root: process.getuid?.() === 0,
    apt: /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && existsSync('/usr/bin/apt-get'),
  };
}

/** A failed first try most often means that the package lists are missing or old. */
function install(packages: readonly string[]): void {
  const wanted = ['install', '--yes', '--no-install-recommends', ...packages];
  if (aptGet(wanted)) return;
  if (aptGet(['update'])) aptGet(wanted);
}

function aptGet(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', ['-q', '-o', `DPkg::Lock::Timeout=${lockTimeoutS}`, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/** Debian asks this file before a package starts a service; 101 means no. Ours goes again, an existing one stays as it is. */
function withoutServices(act: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    act();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
