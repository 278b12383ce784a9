// Leaves the scripts of a Svelte file in place and blanks the rest, so that lines stay lines. Expressions in the markup are not seen.

export function svelteScripts(text: string): string {
  let scripts = blank(text);
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const [, tag = '', body = ''] = match;
    const start = match.index + tag.length;
    scripts = scripts.slice(0, start) + body + scripts.slice(start + body.length);
  }
  return scripts;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
