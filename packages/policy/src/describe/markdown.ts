// Pieces of Markdown: plain text that stays plain, tables, lists, blocks.

/** Text in which nothing is taken for markup but code between backticks. */
export function plain(text: string): string {
  const piece = (part: string, n: number) => (n % 2 === 0 ? part.replace(/[\\*<[\]|]/g, '\\$&') : `\`${part}\``);
  return text.split('`').map(piece).join('');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A block of text as it stands, without the indentation that all its lines share. */
export function block(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indentation = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return ['```text', ...lines.map((line) => line.slice(indentation)), '```'].join('\n');
}

/** Paragraphs apart; those that are empty fall out. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
