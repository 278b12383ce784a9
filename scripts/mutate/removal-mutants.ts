// Clauses removed, on either side: one that asks for nothing and makes nothing due, a counting that looks at nothing.
import type { Found } from './mutant.ts';
import { isFunction, isNode, type Node, placeOf, type Step, walk } from './walk.ts';

const ofClause = ['ask', 'due'];
const ofCounting = ['call', 'stream', 'attestation', 'close'];

export function* removalMutants(program: Node): Generator<Found> {
  for (const step of walk(program)) {
    if (step.node.type === 'CallExpression') yield* attestedAway(step);
    const value = step.node['value'];
    if (step.node.type !== 'Property' || !isNode(value)) continue;
    const owner = ownerOf(step);
    const name = placeOf({ node: step.node, parents: [] });
    if (owner === 'Clause' && ofClause.includes(name) && !asksNothing(value)) yield removed(step, value, 'null');
    if (owner === 'Counting' && ofCounting.includes(name)) yield removed(step, value, '{}');
  }
}

/** Conduct is counted by one function for every clause: what a clause makes of it is left with nothing to look at. */
function* attestedAway(step: Step): Generator<Found> {
  const callee = step.node['callee'];
  if (!isNode(callee) || callee['name'] !== 'countAttested') return;
  const { start, end } = callee;
  const now = '((...of) => ({ ...countAttested(...of), attestation: () => ({}), close: () => ({}) }))';
  yield { kind: 'removal', place: placeOf(step), start, end, was: '', now };
}

/** The type that the object is declared to have: of a constant, or of the function that returns it. */
function ownerOf({ parents }: Step): string | null {
  const within = parents
    .slice(0, -1)
    .findLast(({ type }) => type === 'VariableDeclarator' || type.includes('Function'));
  const declared = within?.type === 'VariableDeclarator' ? within['id'] : within;
  const annotation = isNode(declared) ? (declared['returnType'] ?? declared['typeAnnotation']) : null;
  const type = isNode(annotation) ? annotation['typeAnnotation'] : null;
  const name = isNode(type) ? type['typeName'] : null;
  return isNode(name) ? String(name['name']) : null;
}

function asksNothing(value: Node): boolean {
  if (value.type === 'Literal') return value['value'] === null;
  const body = value['body'];
  return isNode(body) && body.type === 'Literal' && body['value'] === null;
}

function removed(step: Step, value: Node, answer: 'null' | '{}'): Found {
  const place = placeOf(step);
  const body = value['body'];
  const { start, end } = isFunction(value) && isNode(body) ? body : step.node;
  const isBlock = isNode(body) && body.type === 'BlockStatement';
  const nothing = isBlock && answer === 'null' ? '{ return null; }' : answer;
  const now = isFunction(value) ? nothing : `${place.split('.').at(-1)}: () => ${answer}`;
  return { kind: 'removal', place, start, end, was: '', now };
}
