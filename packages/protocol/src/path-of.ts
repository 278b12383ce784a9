// From an endpoint and its parameters to the path that is sent. The only place where an id enters a path.
// Invariant: whatever the id is, the path reaches the named endpoint with exactly that id, or nothing is built.
import type { EndpointId } from './endpoint.ts';
import { endpoint } from './endpoints.ts';
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
  return endpoint(id)
    .path.split('/')
    .map((part) => (part.startsWith('{') ? encodedParameter(id, part.slice(1, -1), params) : part))
    .join('/');
}

function encodedParameter(id: EndpointId, name: string, params: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (typeof value !== 'string') {
    throw new ProtocolError(`Failed to build the path of ${id}: parameter "${name}" is missing. Give it as text.`, {
      code: 'missing-parameter',
      subject: name,
    });
  }
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
