// The folder that the system itself hands to this program alone.

/** `$STATE_DIRECTORY`, which systemd sets for a unit with `StateDirectory=`; the first of several. Null where there is none. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  return environment['STATE_DIRECTORY']?.split(':')[0] || null;
}
