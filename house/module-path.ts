// Where a relative import leads, from the root of the repository.

/** `../clock.ts` in `packages/sdk/src/mirror/merge.ts` leads to `packages/sdk/src/clock.ts`; null for packages. */
export function modulePath(importer: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const parts = importer.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
