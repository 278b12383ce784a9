// Reads a source file into what the rules need. A file that does not parse is an error, never an empty file.
import { parseSync } from 'oxc-parser';
import { nameUses } from './name-uses.ts';
import type { Import, NameUse, Reach, SourceFile } from './source-file.ts';
import { svelteScripts } from './svelte-scripts.ts';
import { child, children, everyChild, type Node } from './syntax.ts';

export function parseSource(path: string, text: string): SourceFile {
  const code = path.endsWith('.svelte') ? svelteScripts(text) : text;
  const { program, errors } = parseSync(path, code, { lang: path.endsWith('.js') ? 'js' : 'ts', sourceType: 'module' });
  const [error] = errors.filter(({ severity }) => severity === 'Error');
  if (error) throw new Error(`Failed to read ${path}: ${error.message}. Run \`npm run check\` for the place.`);
  const lineAt = lines(code);
  const tree = program as unknown as Node;
  const globals: NameUse[] = [];
  const locals: NameUse[] = [];
  for (const { start, global, ...use } of nameUses(tree))
    (global ? globals : locals).push({ ...use, line: lineAt(start) });
  return {
    path,
    text,
    imports: [...imports(tree)].map(({ start, ...found }) => ({ ...found, line: lineAt(start) })),
    reaches: [...reaches(tree)].map(({ start, text }) => ({ text, line: lineAt(start) })),
    globals,
    locals,
  };
}

type Found = Omit<Import, 'line'> & { readonly start: number };

function* imports(node: Node): Generator<Found> {
  const source = child(node, 'source');
  const specifier = source && literalText(source);
  if (specifier !== null && specifier !== undefined) {
    const typeOnly = node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
    yield { specifier, start: node.start, typeOnly, names: typeOnly ? [] : importedNames(node) };
  }
  for (const part of everyChild(node)) yield* imports(part);
}

/** What an import takes; everything where it is dynamic or passed on whole. */
function importedNames(node: Node): readonly string[] {
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') return ['*'];
  return children(node, 'specifiers').flatMap((specifier) => {
    if (specifier['importKind'] === 'type' || specifier['exportKind'] === 'type') return [];
    if (specifier.type === 'ImportDefaultSpecifier') return ['default'];
    if (specifier.type === 'ImportNamespaceSpecifier') return ['*'];
    const name = child(specifier, specifier.type === 'ImportSpecifier' ? 'imported' : 'local');
    return name === null ? [] : [String(name['name'] ?? name['value'])];
  });
}

/** Strings that `createRequire`, `new URL`, `new Worker` or a computed `import` could follow; of a template its beginning. */
function* reaches(node: Node): Generator<Omit<Reach, 'line'> & { readonly start: number }> {
  const quasis = node.type === 'TemplateLiteral' ? (node['quasis'] as readonly { value: { cooked: string } }[]) : [];
  const text = node.type === 'Literal' ? node['value'] : quasis[0]?.value.cooked;
  if (typeof text === 'string' && /^(\.\.?\/|@?[a-z-]+\/|node:)/.test(text)) yield { text, start: node.start };
  const source = child(node, 'source');
  for (const part of everyChild(node)) if (part !== source || literalText(part) === null) yield* reaches(part);
}

/** The text of `'x'` or of a template without holes; null for what is only known at run time. */
function literalText(node: Node): string | null {
  if (typeof node['value'] === 'string') return node['value'];
  const quasis = node.type === 'TemplateLiteral' ? (node['quasis'] as readonly { value: { cooked: string } }[]) : [];
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null;
}

function lines(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
