// rhea believes the element count of a list or array before it has seen the elements: 20 bytes that promise 4 billion
// nulls fill the memory of the whole process, and a count of 30 million reserves 240 MB at once (rhea 3.0.5,
// lib/types.js). Every element but an array's nulls takes at least a byte, so a count beyond what is left is a lie.
import rhea from 'rhea';

interface Reader {
  remaining(): number;
  read_n(count: number): unknown[];
  read_array_items(count: number, type: { readonly width: number }): unknown[];
}

interface BooleanType {
  read(buffer: Buffer, offset: number): unknown;
}

let mended = false;

/**
 * Makes every rhea reader of this process refuse such counts, and read a boolean that is written in two bytes, as Python
 * does, as true or false: rhea makes 0 and 1 of it, and whoever asks for `=== true` misses a `more` or a deferral.
 * Harmless to honest peers; done once.
 */
export function mendReader(): void {
  if (mended) return;
  mended = true;
  const { type: boolean } = (
    rhea.types as unknown as { Boolean(value: number): { readonly type: BooleanType } }
  ).Boolean(1);
  boolean.read = (buffer, offset) => buffer.readUInt8(offset) !== 0;
  const { prototype } = (rhea.types as unknown as { readonly Reader: { readonly prototype: Reader } }).Reader;
  const { read_n: readList, read_array_items: readArray } = prototype;
  prototype.read_n = function (count) {
    if (count > this.remaining()) throw new RangeError(`${count} elements in ${this.remaining()} bytes`);
    return readList.call(this, count);
  };
  prototype.read_array_items = function (count, type) {
    if (count * Math.max(1, type.width) > this.remaining())
      throw new RangeError(`${count} elements in ${this.remaining()} bytes`);
    return readArray.call(this, count, type);
  };
}
