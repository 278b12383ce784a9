// The few things that the rules need of a syntax tree: its nodes, their children, the names that they bind.
import { visitorKeys } from 'oxc-parser';

/** An ESTree node; its fields depend on its type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

export function child(node: Node, field: string): Node | null {
  const value = node[field];
  return isNode(value) ? value : null;
}

export function children(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Every child in the order of the source. */
export function* everyChild(node: Node): Generator<Node> {
  for (const field of visitorKeys[node.type] ?? []) {
    const value = node[field];
    if (isNode(value)) yield value;
    else if (Array.isArray(value)) yield* value.filter(isNode);
  }
}

/** Names that a pattern binds: `{ a, b: [c = 1], ...rest }` binds a, c and rest. */
export function* boundNames(pattern: Node | null): Generator<string> {
  if (pattern === null) return;
  switch (pattern.type) {
    case 'Identifier':
      yield String(pattern['name']);
      return;
    case 'ObjectPattern':
      for (const property of children(pattern, 'properties')) yield* boundNames(child(property, 'value') ?? property);
      return;
    case 'ArrayPattern':
      for (const element of children(pattern, 'elements')) yield* boundNames(element);
      return;
    case 'AssignmentPattern':
      yield* boundNames(child(pattern, 'left'));
      return;
    case 'RestElement':
      yield* boundNames(child(pattern, 'argument'));
      return;
    case 'TSParameterProperty':
      yield* boundNames(child(pattern, 'parameter'));
  }
}
