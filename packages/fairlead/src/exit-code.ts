// What the command line tells the shell. Invariant: every refusal maps to exactly one of these.
import { wrapped } from './wrapped.ts';

export const exitCodes = { ok: 0, failure: 1, usage: 2, cannotReach: 3, refused: 4, policyBroken: 5 } as const;
/** Which of them each command has: `fairlead --help`, and at the end of its own. */
const endings = {
  demo: '0 stopped, 1 it cannot start or go on (a port or a folder in use, a damaged world), 2 a mistake in what was typed or set.',
  up: '0 stopped, 1 it cannot start (a port or its folder in use), 2 a mistake in what was typed or set, 4 no login can be read. A network that is away, or a login that the cloud refuses, ends nothing: what was stored is served.',
  emulator:
    '0 stopped, 1 it cannot start (a port or its folder in use, a damaged world), 2 a mistake in what was typed or set, 4 the control key cannot be read.',
  doctor:
    '0 nothing is a problem, 1 something is (no network, a login that is refused or cannot be read, too), or it was stopped, 2 a mistake in what was typed or set.',
  verdict:
    '0 no clause is broken, 1 no call was seen, or no emulator answers there, 2 a mistake in what was typed or set, 3 nothing answers, 4 the control key is not given, is not taken or cannot be read, 5 a clause is broken.',
  open: '0 the link is printed, 1 the folder holds no key, or no gateway answers there, 2 a mistake in what was typed or set, 3 nothing answers, 4 the gateway does not know the key.',
} as const;

/** For the end of a command's help. */
export function exitHelp(command: keyof typeof endings): string {
  return `\n${wrapped(`Exit codes: ${endings[command]}`, '', '  ')}`;
}

export const exitCodesHelp = `
Exit codes: 0 ok, 1 failure, 2 usage, 3 cannot reach, 4 refused, 5 policy broken.
3 is of open and verdict, 4 of up, emulator, open and verdict, 5 of verdict alone. What brings which says
"fairlead <command> --help".`;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Codes of our packages' errors that mean more than "it failed". */
const meaning: Readonly<Record<string, ExitCode>> = {
  'config-invalid': exitCodes.usage,
  'address-not-local': exitCodes.usage,
  'bad-control-key': exitCodes.usage,
  'clock-needs-in-process-doors': exitCodes.usage,
  'bad-snapshot': exitCodes.failure,
  'insecure-base-url': exitCodes.usage,
  'invalid-option': exitCodes.usage,
  'switch-file': exitCodes.usage,
  'bad-switch': exitCodes.usage,
  'bad-scenario': exitCodes.usage,
  'scenario-file': exitCodes.usage,
  'impossible-world': exitCodes.usage,
  'credentials-unreadable': exitCodes.refused,
};

export function exitCodeOf(error: unknown): ExitCode {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return meaning[code] ?? exitCodes.failure;
}

/** One clear sentence for a person; the stack is only for whoever asks for it. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
