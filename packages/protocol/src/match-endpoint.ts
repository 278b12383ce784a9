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

/** A path is compared with those of its method and its number of segments alone: five at the most. */
const templates = Map.groupBy(
  endpoints.map((row) => ({ row, parts: row.path.split('/').map(partOf) })),
  ({ row, parts }) => shapeOf(row.method, parts),
);

function shapeOf(method: string, parts: readonly unknown[]): string {
  return `${method} ${parts.length}`;
}

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
  const segments = pathSegments(path);
  for (const { row, parts } of templates.get(shapeOf(method.toUpperCase(), segments)) ?? []) {
    const params = matchSegments(parts, segments);
    if (params !== undefined) return { endpoint: row, params };
  }
  return undefined;
}

function pathSegments(path: string): readonly string[] {
  const end = path.search(/[?#]/);
  const segments = (end < 0 ? path : path.slice(0, end)).split('/');
  if (segments.length > 2 && segments.at(-1) === '') segments.pop();
  return segments;
}

function matchSegments(
  template: readonly Part[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  // Fixed parts first: most templates differ there, and nothing is decoded for them.
  if (!template.every(({ fixed }, at) => fixed === null || isSame(fixed, segments[at]))) return undefined;
  const params: Record<string, string> = {};
  let at = 0;
  for (const { fixed, name } of template) {
    const segment = segments[at++] ?? '';
    if (fixed !== null) continue;
    const value = decodedSegment(segment);
    if (value === undefined) return undefined;
    params[name] = value;
  }
  return params;
}

/** Clients write the path as it is documented, mostly. */
function isSame(fixed: string, segment: string | undefined): boolean {
  return segment === fixed || segment?.toLowerCase() === fixed;
}

function decodedSegment(segment: string): string | undefined {
  try {
    const value = segment.includes('%') ? decodeURIComponent(segment) : segment;
    return value === '' || value === '.' || value === '..' ? undefined : value;
  } catch {
    return undefined; // Not percent-encoding at all: such a path names nothing.
  }
}
