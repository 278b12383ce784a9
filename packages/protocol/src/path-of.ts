// From an endpoint and its parameters to the path that is sent. The only place where an id enters a path.
// Invariant: whatever the id is, the path reaches the named endpoint with exactly that id, or nothing is built.
import type { EndpointId } from './endpoint.ts';
import { endpoint, endpoints } from './endpoints.ts';
import { ProtocolError } from './protocol-error.ts';

/** The cloud's ids are UUIDs of 36 characters, its command ids up to 5 digits. A longer one than this is nobody's. */
const maxParameterLength = 200;

/**
 * The path of an endpoint with each parameter percent-encoded as one segment.
 * @throws ProtocolError `missing-parameter` when a parameter is not given; `unsafe-parameter` when it is empty or a dot
 * segment (URL parsers would drop it or climb with it, encoded or not), longer than 200 characters, or holds half of a
 * surrogate pair.
 */
export function pathOf(id: EndpointId, params: Readonly<Record<string, string>> = {}): string {
  const pieces = piecesOf.get(id) ?? piecesIn(endpoint(id).path);
  let path = '';
  for (let n = 0; n < pieces.length; n += 1) {
    const piece = pieces[n] ?? '';
    path += n % 2 === 0 ? piece : encodedParameter(id, piece, params);
  }
  return path;
}

/** Text and names of parameters in turn. */
function piecesIn(template: string): readonly string[] {
  return template.split(/[{}]/);
}

/** Taken apart once: a path is built for each call. */
const piecesOf: ReadonlyMap<EndpointId, readonly string[]> = new Map(
  endpoints.map(({ id, path }) => [id, piecesIn(path)]),
);

/** What is written as it is: most ids, and every command. Looking is cheaper than encoding. */
const unreserved = /^[\w-]+$/;

function encodedParameter(id: EndpointId, name: string, params: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (typeof value !== 'string') {
    throw new ProtocolError(`Failed to build the path of ${id}: parameter "${name}" is missing. Give it as text.`, {
      code: 'missing-parameter',
      subject: name,
    });
  }
  if (value.length <= maxParameterLength && unreserved.test(value)) return value;
  if (value === '' || value === '.' || value === '..') {
    throw unsafe(id, name, 'is empty or a dot segment and would reach another path');
  }
  if (value.length > maxParameterLength) throw unsafe(id, name, `is longer than ${maxParameterLength} characters`);
  try {
    return encodeURIComponent(value);
  } catch (cause) {
    throw unsafe(id, name, 'is not well-formed text', cause);
  }
}

function unsafe(id: EndpointId, name: string, why: string, cause?: unknown): ProtocolError {
  return new ProtocolError(
    `Failed to build the path of ${id}: parameter "${name}" ${why}. Pass the id as the cloud gave it.`,
    { code: 'unsafe-parameter', subject: name, cause },
  );
}
