// Lines for a terminal of 80 columns. Words are never cut: an id or address that is longer than a line stands out.

const columns = 80;
/** Of what stands before a text: the level of a finding, or what a line of it is about. */
export const labelWidth = 10;

export function label(word: string): string {
  return `  ${word}`.padEnd(labelWidth);
}

export function wrapped(text: string, first: string, rest = ' '.repeat(labelWidth)): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
