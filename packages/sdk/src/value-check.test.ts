import { describe, expect, it } from 'vitest';
import { onlyFields, optional, text } from './value-check.ts';

const check = onlyFields({ name: text, note: optional(text) });

describe('a check of fields', () => {
  it('lets pass what has the needed ones, and of the others those that fit', () => {
    expect(check({ name: 'a' }, 'x')).toBeNull();
    expect(check({ name: 'a', note: undefined }, 'x')).toBeNull();
    expect(check({ name: 'a', note: 'b' }, 'x')).toBeNull();
  });

  it('names the field that is missing or wrong', () => {
    expect(check({ note: 'b' }, 'x')).toBe('`x.name` must be a text');
    expect(check({ name: 'a', note: 1 }, 'x')).toBe('`x.note` must be a text');
    expect(check(['a'], 'x')).toBe('`x` must be an object');
  });

  it('names a stranger before anything that is wrong', () => {
    expect(check({ note: 1, nane: 'a' }, 'x')).toContain('`x` has no "nane"');
  });

  it('looks at what is inherited, which is used as if it were its own', () => {
    class Given {
      get note(): unknown {
        return 1;
      }
    }
    expect(check(Object.assign(new Given(), { name: 'a' }), 'x')).toBe('`x.note` must be a text');
    expect(check(Object.create({ name: 'a' }), 'x')).toBeNull();
  });

  it('takes no inherited field for a stranger', () => {
    expect(check(Object.assign(Object.create({ other: 1 }), { name: 'a' }), 'x')).toBeNull();
  });

  it('looks at a field that is not enumerable, and takes none of those for a stranger', () => {
    const hidden = (field: string, value: unknown) =>
      Object.defineProperty({ name: 'a' }, field, { value, enumerable: false });
    expect(check(hidden('note', 1), 'x')).toBe('`x.note` must be a text');
    expect(check(hidden('note', 'b'), 'x')).toBeNull();
    expect(check(hidden('__ob__', 1), 'x')).toBeNull();
    expect(check(hidden('name', 1), 'x')).toBe('`x.name` must be a text');
  });

  it('takes what somebody put on every object for no stranger, and looks at it where it is used', () => {
    const onEvery = (field: string, value: unknown) =>
      Object.defineProperty(Object.prototype, field, { value, enumerable: true, configurable: true, writable: true });
    try {
      onEvery('extended', 1);
      expect(check({ name: 'a' }, 'x')).toBeNull();
      expect(check(Object.assign(Object.create(null), { name: 'a' }), 'x')).toBeNull();
      expect(check({ name: 'a', extended: 1 }, 'x')).toContain('`x` has no "extended"');
      onEvery('note', 1);
      expect(check({ name: 'a' }, 'x')).toBe('`x.note` must be a text');
    } finally {
      for (const field of ['extended', 'note']) Reflect.deleteProperty(Object.prototype, field);
    }
  });

  it('takes what every object inherits for no field that it names', () => {
    expect(check(JSON.parse('{"name":"a","constructor":1}'), 'x')).toContain('`x` has no "constructor"');
  });
});
