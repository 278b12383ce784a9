// rhea believes the element count of a list or array before it has seen the elements: 20 bytes that promise 4 billion
// nulls fill the memory of the whole process, and a count of 30 million reserves 240 MB at once (rhea 3.0.5,
// lib/types.js). Every element but an array's nulls takes at least a byte, so a count beyond what is left is a lie.
import rhea from 'rhea';

interface Reader {
  remaining(): number;
  read_n(count: number): unknown[];
  read_array_items(count: number, type: { readonly width: number }): unknown[];
}

let bounded = false;

/** Makes every rhea reader of this process refuse such counts. Harmless to honest peers; done once. */
export function boundReader(): void {
  if (bounded) return;
  bounded = true;
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
