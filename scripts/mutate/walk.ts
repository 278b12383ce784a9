// The syntax tree of a policy file as the finders need it: every node with the names that lead to it.
import { parseSync, visitorKeys } from 'oxc-parser';

/** An ESTree node; its fields depend on its type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Step {
  readonly node: Node;
  readonly parents: readonly Node[];
}

/** Throws for a file that does not parse: an empty tree would hide its mutants. */
export function parse(file: string, text: string): Node {
  const { program, errors } = parseSync(file, text, { lang: 'ts', sourceType: 'module' });
  const [error] = errors.filter(({ severity }) => severity === 'Error');
  if (error) throw new Error(`Failed to read ${file}: ${error.message}. Run \`npm run check\` for the place.`);
  return program as unknown as Node;
}

/** Every node that is left at run time, in the order of the source. Types are no part of the law. */
export function* walk(node: Node, parents: readonly Node[] = []): Generator<Step> {
  if (isType(node)) return;
  yield { node, parents };
  for (const field of visitorKeys[node.type] ?? []) {
    const value = node[field];
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) yield* walk(child, [...parents, node]);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

export function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
}

/** `generalAccess.burst`; a place in an array by its number from 0. */
export function placeOf({ node, parents }: Step): string {
  const path = [...parents, node];
  const names = path.flatMap((part, at) => nameIn(path[at - 1], part) ?? []);
  return names.join('.');
}

function nameIn(parent: Node | undefined, node: Node): string | null {
  if (parent?.type === 'ArrayExpression') return String((parent['elements'] as readonly unknown[]).indexOf(node));
  const named = node['key'] ?? node['id'];
  if (!isNode(named)) return null;
  const name = named['name'] ?? named['value'];
  return name === undefined ? null : String(name);
}

/** Casts keep an expression; every other node of TypeScript is a type. */
function isType({ type }: Node): boolean {
  return type.startsWith('TS') && !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(type);
}
