// Finds the names that a file uses, and which of them it does not declare: the globals. A function is the unit of scope; blocks
// inside it share its names, which can only hide a use of a global beside a block-local variable of the same name.
import type { NameUse } from './source-file.ts';
import { boundNames, child, children, everyChild, type Node } from './syntax.ts';

type Found = Omit<NameUse, 'line'> & { readonly start: number; readonly global: boolean };
type Scope = readonly ReadonlySet<string>[];

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const typeWrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);
const globalObjects = new Set(['globalThis', 'window', 'self', 'global']);

export function nameUses(program: Node): readonly Found[] {
  const found: Found[] = [];
  visit(program, [declaredIn(program)], found);
  return found;
}

function visit(node: Node, scope: Scope, found: Found[]): void {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') visitCall(node, scope, found);
  else if (node.type === 'Identifier' || node.type === 'MemberExpression') note(node, scope, found, 'read', 0);
  else if (isUnpacking(node)) visitUnpacking(node, scope, found);
  else if (node.type === 'BinaryExpression' && node['operator'] === 'instanceof') visitInstanceof(node, scope, found);
  else if (typeWrappers.has(node.type)) visitField(node, 'expression', scope, found);
  else if (functions.has(node.type)) visitFunction(node, scope, found);
  else if (!node.type.startsWith('TS') && !isModuleLink(node))
    for (const part of valueParts(node)) visit(part, scope, found);
}

function visitCall(node: Node, scope: Scope, found: Found[]): void {
  const callee = child(node, 'callee');
  const given = children(node, 'arguments');
  const sure = given.filter(({ type }) => type !== 'SpreadElement').length;
  if (callee !== null) note(callee, scope, found, node.type === 'NewExpression' ? 'constructed' : 'called', sure);
  for (const argument of given) visit(argument, scope, found);
}

/** `const { now } = Date`, `({ now } = Date)` and `({ now } = Date) => 0` read `Date.now`. */
function isUnpacking(node: Node): boolean {
  return unpacked(node)?.type === 'ObjectPattern' && (child(node, 'init') ?? child(node, 'right')) !== null;
}

const unpackers: Readonly<Record<string, string>> = {
  VariableDeclarator: 'id',
  AssignmentExpression: 'left',
  AssignmentPattern: 'left',
};

function unpacked(node: Node): Node | null {
  return child(node, unpackers[node.type] ?? 'nothing');
}

function visitUnpacking(node: Node, scope: Scope, found: Found[]): void {
  const pattern = unpacked(node);
  const source = child(node, 'init') ?? child(node, 'right');
  if (pattern === null || source === null) return;
  visit(pattern, scope, found);
  const path = dottedPath(source);
  const names = children(pattern, 'properties').map(namedBy);
  if (path === null || names.length === 0 || names.includes(null)) visit(source, scope, found);
  else for (const name of names) notePath([...path, name ?? ''], source, scope, found, 'read', 0);
}

/** The name that `{ name: other }` takes out; null for a rest and for a computed name. */
function namedBy(property: Node): string | null {
  const key = property['computed'] === true ? null : child(property, 'key');
  return key && String(key['name'] ?? key['value']);
}

function visitInstanceof(node: Node, scope: Scope, found: Found[]): void {
  visitField(node, 'left', scope, found);
  const type = child(node, 'right');
  if (type !== null) note(type, scope, found, 'instanceof', 0);
}

function visitField(node: Node, field: string, scope: Scope, found: Found[]): void {
  const part = child(node, field);
  if (part !== null) visit(part, scope, found);
}

function visitFunction(node: Node, scope: Scope, found: Found[]): void {
  const inner = [...scope, declaredIn(node)];
  for (const parameter of children(node, 'params')) visit(parameter, inner, found);
  visitField(node, 'body', inner, found);
}

/** `note` takes the target of a call, or a name that is only read. */
function note(target: Node, scope: Scope, found: Found[], use: NameUse['use'], argumentCount: number): void {
  const path = dottedPath(target);
  if (path === null) {
    if (target.type === 'MemberExpression') {
      visitField(target, 'object', scope, found);
      if (target['computed'] === true) visitField(target, 'property', scope, found);
    } else visit(target, scope, found);
    return;
  }
  notePath(path, target, scope, found, use, argumentCount);
}

function notePath(
  path: readonly string[],
  { start }: Node,
  scope: Scope,
  found: Found[],
  use: NameUse['use'],
  argumentCount: number,
): void {
  const [base = ''] = path;
  const global = !scope.some((names) => names.has(base));
  const named = global && globalObjects.has(base) && path.length > 1 ? path.slice(1) : path;
  found.push({ name: named.join('.'), start, use, argumentCount, global });
}

/** `Date.now` as its names; null when the target is not written out in names. */
function dottedPath(node: Node): readonly string[] | null {
  if (node.type === 'ParenthesizedExpression' || typeWrappers.has(node.type)) {
    const inner = child(node, 'expression');
    return inner && dottedPath(inner);
  }
  if (node.type === 'Identifier') return [String(node['name'])];
  if (node.type !== 'MemberExpression') return null;
  const object = child(node, 'object');
  const property = child(node, 'property');
  const base = object && dottedPath(object);
  if (!base || !property) return null;
  if (node['computed'] !== true) return [...base, String(property['name'])];
  return typeof property['value'] === 'string' ? [...base, property['value']] : null;
}

/** Children that are values: no names of properties, no labels, no types. */
function* valueParts(node: Node): Generator<Node> {
  const key = node['computed'] === true ? null : child(node, 'key');
  const names = [key, child(node, 'label'), child(node, 'id')?.type === 'Identifier' ? child(node, 'id') : null];
  for (const part of everyChild(node)) if (!names.includes(part)) yield part;
}

function isModuleLink(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return true;
  return node.type === 'ExportNamedDeclaration' && child(node, 'declaration') === null;
}

/** Names that a program or a function declares, those of nested functions left out. */
function declaredIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const parameter of children(node, 'params')) for (const name of boundNames(parameter)) names.add(name);
  if (node.type === 'FunctionExpression') for (const name of boundNames(child(node, 'id'))) names.add(name);
  const body = node.type === 'Program' ? node : child(node, 'body');
  if (body !== null) collect(body, names);
  return names;
}

function collect(node: Node, names: Set<string>): void {
  if (node.type === 'ImportDeclaration') {
    for (const specifier of children(node, 'specifiers'))
      for (const name of boundNames(child(specifier, 'local'))) names.add(name);
    return;
  }
  const named = child(node, 'id');
  if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
    for (const name of boundNames(named)) names.add(name);
  if (node.type === 'CatchClause') for (const name of boundNames(child(node, 'param'))) names.add(name);
  if (functions.has(node.type) || node.type.startsWith('TS')) return;
  for (const part of everyChild(node)) collect(part, names);
}
