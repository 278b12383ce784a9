// From a method and a path to the documented endpoint, or to nothing. Used by the emulator's door and by the audit.
// Invariant: plain splitting and comparing, no pattern built from input, so time is linear in the path's length.
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';

export interface EndpointMatch {
  readonly endpoint: Endpoint;
  /** Values of the path's parameters, decoded once. */
  readonly params: Readonly<Record<string, string>>;
}

/** The longest documented path with three UUIDs is under 200 characters; a longer one than this is nobody's. */
const maxPathLength = 2048;

interface Part {
  /** In lower case; null: a parameter. */
  readonly fixed: string | null;
  readonly name: string;
}

const templates = endpoints.map((row) => ({ row, parts: row.path.split('/').map(partOf) }));

function partOf(segment: string): Part {
  const isParameter = segment.startsWith('{');
  return { fixed: isParameter ? null : segment.toLowerCase(), name: isParameter ? segment.slice(1, -1) : '' };
}

/**
 * Finds the documented endpoint of a call. `method` is compared without regard to case, and so are the fixed parts of
 * the path (the cloud does not care: `sendCommand` and `SendCommand` both work). A query or fragment is cut off; one
 * slash at the end is forgiven, as ASP.NET routing does. A parameter that is empty, malformed or a dot segment matches nothing.
 */
export function matchEndpoint(method: string, path: string): EndpointMatch | undefined {
  if (path.length > maxPathLength) return undefined;
  const wanted = method.toUpperCase();
  const segments = pathSegments(path);
  for (const { row, parts } of templates) {
    if (row.method !== wanted || parts.length !== segments.length) continue;
    const params = matchSegments(parts, segments);
    if (params !== undefined) return { endpoint: row, params };
  }
  return undefined;
}

function pathSegments(path: string): readonly string[] {
  const segments = (path.split(/[?#]/, 1)[0] ?? '').split('/');
  if (segments.length > 2 && segments.at(-1) === '') segments.pop();
  return segments;
}

function matchSegments(
  template: readonly Part[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  // Fixed parts first: most templates differ there, and nothing is decoded for them.
  if (!template.every(({ fixed }, at) => fixed === null || fixed === segments[at]?.toLowerCase())) return undefined;
  const params: [string, string][] = [];
  for (const [index, { fixed, name }] of template.entries()) {
    if (fixed !== null) continue;
    const value = decodedSegment(segments[index] ?? '');
    if (value === undefined) return undefined;
    params.push([name, value]);
  }
  return Object.fromEntries(params);
}

function decodedSegment(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return value === '' || value === '.' || value === '..' ? undefined : value;
  } catch {
    return undefined; // Not percent-encoding at all: such a path names nothing.
  }
}
