// What is documented and will end, by path, with what replaces it. All are GET.

/** Documented and deprecated calls, with what replaces them (zaptec-api.md §1.5). */
export const replacements: Readonly<Record<string, string>> = {
  '/api/installation/{id}/messagingConnectionDetails': '/api/userGroups/{id}/messagingConnectionDetails',
  '/api/chargehistory': '/api/sessions/archived',
};

/** Whether a call replaces a deprecated one. */
export function isReplacement(path: string): boolean {
  return replacing.has(path);
}

const replacing: ReadonlySet<string> = new Set(Object.values(replacements));
