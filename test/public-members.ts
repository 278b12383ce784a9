// What a room's front door exports, and the members of its types, each with its docstring, as they stand in the source.
import { readFileSync } from 'node:fs';
import { parseSync, visitorKeys } from 'oxc-parser';

/** An ESTree node; its fields depend on its type. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface PublicMember {
  /** Exported name, and the member's. */
  readonly of: string;
  readonly name: string;
  readonly isOptional: boolean;
  readonly isMethod: boolean;
  /** As it is written. */
  readonly type: string;
  /** Its own, or that of the union's member that names it or is told by it; empty where neither is. */
  readonly docstring: string;
}

export interface PublicThing {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'const' | 'type';
  /** Empty where it has none. */
  readonly docstring: string;
  /** As it is written, without the docstring. */
  readonly source: string;
  /** Of a type. */
  readonly members: readonly PublicMember[];
}

/** @param frontDoor the `index.ts` of a room */
export function publicThings(frontDoor: URL): readonly PublicThing[] {
  return exportsOf(frontDoor);
}

const named = /^export (?:type )?\{([^}]*)\} from '(\..*)';$/gm;
const whole = /^export (?:type )?\* from '(\..*)';$/gm;

/** Re-exports followed. */
function exportsOf(url: URL): readonly PublicThing[] {
  const source = readFileSync(url, 'utf8');
  const all = [...source.matchAll(whole)].flatMap(([, path = '']) => exportsOf(new URL(path, url)));
  const some = [...source.matchAll(named)].flatMap(([, names = '', path = '']) => {
    const wanted = new Set(names.split(',').map((each) => each.replace(/^\s*type\s/, '').trim()));
    return exportsOf(new URL(path, url)).filter(({ name }) => wanted.has(name));
  });
  return [...own(source), ...all, ...some];
}

function own(source: string): readonly PublicThing[] {
  const { program, comments } = parseSync('exports.ts', source, { lang: 'ts', sourceType: 'module' });
  /** The docstring that ends where this begins. */
  const docstringAt = (start: number): string => {
    const before = comments.findLast(({ end }) => end <= start);
    if (!before?.value.startsWith('*') || !/^\s*\|?\s*\(?$/.test(source.slice(before.end, start))) return '';
    return before.value.replace(/^[ *]+/gm, '').trim();
  };
  /** @param variant docstring of the member of a union around it, which may speak of its fields by name */
  const membersIn = (of: string, node: Node, variant = ''): readonly PublicMember[] => {
    const key = memberTypes.has(node.type) ? nodeIn(node, 'key') : undefined;
    const around = node.type === 'TSTypeLiteral' ? docstringAt(node.start) : variant;
    if (node.type === 'TSTypeReference' && narrowing.test(source.slice(node.start, Number(node['end'])))) return [];
    if (key?.type === 'PrivateIdentifier' || node['kind'] === 'constructor' || node['override'] === true) return [];
    if (!key) return childrenOf(node).flatMap((part) => membersIn(of, part, around));
    const name = String(key['name']);
    const annotation = nodeIn(node, 'typeAnnotation');
    const type = annotation ? source.slice(annotation.start, Number(annotation['end'])).replace(/^:\s*/, '') : '';
    const isSaid = variant.includes(`\`${name}\``) || /^'[\w-]+'$/.test(type);
    return [
      {
        ...{ of, name, type, isOptional: node['optional'] === true },
        isMethod: node.type === 'TSMethodSignature' || node.type === 'MethodDefinition',
        docstring: docstringAt(node.start) || (isSaid ? variant : ''),
      },
    ];
  };
  return (program as unknown as { readonly body: readonly Node[] }).body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? nodeIn(statement, 'declaration') : undefined;
    const kind = declared && kindOf[declared.type];
    if (!kind) return [];
    return namesOf(declared).map((name) => ({
      ...{ name, kind, docstring: docstringAt(statement.start) },
      source: source.slice(statement.start, Number(statement['end'])),
      members: kind === 'type' || kind === 'class' ? membersIn(name, declared) : [],
    }));
  });
}

const memberTypes: ReadonlySet<string> = new Set([
  ...['TSPropertySignature', 'TSMethodSignature', 'PropertyDefinition', 'MethodDefinition'],
]);
/** What stands in these picks among the members of another type, and is none itself. */
const narrowing = /^(?:Extract|Exclude)</;

const kindOf: Readonly<Record<string, PublicThing['kind']>> = {
  TSInterfaceDeclaration: 'type',
  TSTypeAliasDeclaration: 'type',
  FunctionDeclaration: 'function',
  ClassDeclaration: 'class',
  VariableDeclaration: 'const',
};

function namesOf(declared: Node): readonly string[] {
  const named = declared.type === 'VariableDeclaration' ? childrenOf(declared, ['declarations']) : [declared];
  return named.map((node) => String(nodeIn(node, 'id')?.['name']));
}

function nodeIn(node: Node, field: string): Node | undefined {
  return childrenOf(node, [field])[0];
}

function childrenOf(node: Node, fields: readonly string[] = visitorKeys[node.type] ?? []): readonly Node[] {
  return fields.flatMap((field) => [node[field]].flat() as readonly unknown[]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
