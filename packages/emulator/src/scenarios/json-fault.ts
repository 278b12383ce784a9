// Where a text stops being JSON. The engine's own message names a place for some mistakes and none for others.
// Invariant: reads the text once, with a stack of its own, however deep it is nested.

const spaces = /[ \t\n\r]*/y;
const token =
  /("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)|[{}[\],:]/uy;

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end' | 'nothing';

/** Line and column, both from 1, of the first thing that does not belong there, or of the end where something is missing. */
export function jsonFaultAt(text: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, faultOffset(text)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function faultOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  let offset = 0;
  while (true) {
    spaces.lastIndex = offset;
    offset += spaces.exec(text)?.[0].length ?? 0;
    token.lastIndex = offset;
    const found = token.exec(text);
    if (found === null) return offset;
    const next = follow(wanted, { sign: found[0], isText: found[1] !== undefined }, open);
    if (next === null) return offset;
    wanted = next;
    offset += found[0].length;
  }
}

/** What is wanted after this one; null when it does not belong here. */
function follow(
  wanted: Wanted,
  found: { readonly sign: string; readonly isText: boolean },
  open: ('{' | '[')[],
): Wanted | null {
  const { sign, isText } = found;
  const done = (): Wanted => (open.length === 0 ? 'nothing' : ', or end');
  const closes = sign === '}' ? '{' : sign === ']' ? '[' : null;
  if (closes !== null) {
    const mayClose = wanted === ', or end' || wanted === (closes === '{' ? 'name or }' : 'value or ]');
    return mayClose && open.pop() === closes ? done() : null;
  }
  switch (wanted) {
    case 'value':
    case 'value or ]':
      if (sign === '{' || sign === '[') {
        open.push(sign);
        return sign === '{' ? 'name or }' : 'value or ]';
      }
      return sign === ',' || sign === ':' ? null : done();
    case 'name':
    case 'name or }':
      return isText ? ':' : null;
    case ':':
      return sign === ':' ? 'value' : null;
    case ', or end':
      if (sign !== ',') return null;
      return open.at(-1) === '{' ? 'name' : 'value';
    case 'nothing':
      return null;
  }
}
