// Documented and deprecated calls, with what replaces them (zaptec-api.md §1.5). The clause and the ledger read it.

export const replacements: Readonly<Record<string, string>> = {
  '/api/installation/{id}/messagingConnectionDetails': '/api/userGroups/{id}/messagingConnectionDetails',
  '/api/chargehistory': '/api/sessions/archived',
};

const replacing: ReadonlySet<string> = new Set(Object.values(replacements));

/** Whether a call replaces a deprecated one. */
export function isReplacement(path: string): boolean {
  return replacing.has(path);
}
