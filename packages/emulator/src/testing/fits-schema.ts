// Whether JSON fits the part of JSON Schema that the control API's document is written in; another word of it is refused.
import { expect } from 'vitest';

interface Schema {
  readonly [word: string]: unknown;
}

const known = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'maxItems', 'pattern'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', '$ref'],
]);

/** What does not fit, as paths with reasons; empty when all of it does. */
export function misfits(value: unknown, schema: Schema, root: Schema, at = '$'): string[] {
  expect(Object.keys(schema).filter((word) => !known.has(word))).toEqual([]);
  if (typeof schema['$ref'] === 'string') return misfits(value, found(root, schema['$ref']), root, at);
  const types = ([] as unknown[]).concat(schema['type'] ?? []);
  if (types.length > 0 && !types.some((type) => isOf(value, type))) return [`${at} is no ${types.join(' or ')}`];
  const words = schema['enum'] as readonly unknown[] | undefined;
  if (words && !words.includes(value)) return [`${at} is none of ${words.join(', ')}`];
  if (Array.isArray(value)) {
    const items = (schema['items'] ?? {}) as Schema;
    return value.flatMap((item, place) => misfits(item, items, root, `${at}[${place}]`));
  }
  return typeof value === 'object' && value !== null ? misfitsOfObject(value, schema, root, at) : [];
}

function misfitsOfObject(value: object, schema: Schema, root: Schema, at: string): string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const more = schema['additionalProperties'] ?? true;
  const missing = ((schema['required'] ?? []) as readonly string[]).filter((name) => !Object.hasOwn(value, name));
  const wrong = Object.entries(value).flatMap(([name, held]) => {
    const one = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (one !== undefined) return misfits(held, one, root, `${at}.${name}`);
    if (more === false) return [`${at}.${name} is not described`];
    return more === true ? [] : misfits(held, more as Schema, root, `${at}.${name}`);
  });
  return [...missing.map((name) => `${at}.${name} is missing`), ...wrong];
}

function isOf(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function found(root: Schema, reference: string): Schema {
  const path = reference.split('/').slice(1);
  return path.reduce<unknown>((held, name) => (held as Schema)[name], root) as Schema;
}
