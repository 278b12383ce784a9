// What the command line tells the shell. Invariant: every refusal maps to exactly one of these.

export const exitCodes = { ok: 0, failure: 1, usage: 2, cannotReach: 3, refused: 4, policyBroken: 5 } as const;
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
