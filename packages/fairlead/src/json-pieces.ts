// The text of JSON.stringify in pieces, for values too large to be turned into text at once: nobody else runs meanwhile.
// Invariant: joined, the pieces are what JSON.stringify says; of plain data, which needs no `toJSON`.

/** 1.5 ms of work on an idle core; some 700 pieces for 50,000 chargers (172 MB). */
const usualPieceLength = 262_144;

/** Each piece is at least this long, but for the last, and no longer than that and one item of a list. */
export function* jsonPieces(value: unknown, pieceLength = usualPieceLength): Generator<string> {
  let piece = '';
  for (const text of texts(value)) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Of objects and lists down to the items of the first list. */
function* texts(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield '[';
    for (const [place, item] of value.entries()) yield `${place > 0 ? ',' : ''}${JSON.stringify(item) ?? 'null'}`;
    yield ']';
    return;
  }
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  yield '{';
  let isFirst = true;
  for (const [name, held] of Object.entries(value)) {
    if (held === undefined) continue;
    yield `${isFirst ? '' : ','}${JSON.stringify(name)}:`;
    yield* texts(held);
    isFirst = false;
  }
  yield '}';
}
