// A path as a person would type it: short below the current folder, whole elsewhere.
import { relative, resolve } from 'node:path';

/** @param from the folder in which the person stands, default the current one */
export function shownPath(path: string, from = '.'): string {
  const whole = resolve(from, path);
  const short = relative(resolve(from), whole) || '.';
  const shown = short.startsWith('..') ? whole : short;
  return /\s/.test(shown) ? `'${shown}'` : shown;
}
