// Numbers of the law, each a little smaller and a little larger.
// A number is a limit when it has a name (it stands in a constant of a module) or when something is compared with it or
// scaled by it. No limits: status codes, which are names; 0 and 1 that only step, fill in or ask whether anything is there.
import type { Found, MutantKind } from './mutant.ts';
import { isFunction, isNode, type Node, placeOf, type Step, walk } from './walk.ts';

const comparisons = ['<', '>', '<=', '>=', '===', '!=='];

export function* numberMutants(program: Node): Generator<Found> {
  for (const step of walk(program)) {
    const { node } = step;
    if (node.type !== 'Literal' || typeof node['value'] !== 'number' || !isLimit(step)) continue;
    const place = placeOf(step);
    const { kind, values } = changed(node['value'], isInFunction(step) ? '' : place);
    for (const value of values) {
      yield { kind, place, start: node.start, end: node.end, was: String(node['raw']), now: String(value) };
    }
  }
}

/**
 * Whole numbers up to 100 are counts, unless their name says that they are times; those without a name only below 10, as
 * larger ones convert units.
 * @param name where the number has one, else empty
 */
export function changed(
  value: number,
  name: string,
): { readonly kind: MutantKind; readonly values: readonly number[] } {
  if (value === 0) return { kind: 'zero', values: [1] };
  const isCount = Number.isInteger(value) && value <= (name === '' ? 9 : 100) && !/(Ms|S)\b/.test(name);
  if (isCount) return { kind: 'count', values: [value - 1, value + 1] };
  const scaled = [value * 0.8, value * 1.2];
  return { kind: 'fifth', values: Number.isInteger(value) ? scaled.map(Math.round) : scaled.map(shortened) };
}

/** 9.9 × 0.8 is 7.92, not 7.920000000000001. */
function shortened(value: number): number {
  return Number(value.toPrecision(12));
}

function isLimit(step: Step): boolean {
  const { node, parents } = step;
  if (!isInFunction(step)) return parents.some(({ type }) => type === 'VariableDeclarator');
  const parent = parents.at(-1);
  if (parent === undefined || isStatusCode(parent)) return false;
  const value = Number(node['value']);
  return value > 1 || !Number.isInteger(value) || (isComparison(parent) && !asksWhetherEmpty(parent));
}

function isInFunction({ parents }: Step): boolean {
  return parents.some(isFunction);
}

function isComparison({ type, operator }: Node): boolean {
  return type === 'BinaryExpression' && comparisons.includes(String(operator));
}

function isStatusCode(parent: Node): boolean {
  return isComparison(parent) && operandNames(parent).some((name) => name === 'status');
}

function asksWhetherEmpty(parent: Node): boolean {
  return operandNames(parent).some((name) => name === 'size' || name === 'length');
}

function operandNames({ left, right }: Node): readonly string[] {
  return [left, right].filter(isNode).map((operand) => {
    const named = isNode(operand['property']) ? operand['property'] : operand;
    return String(named['name'] ?? '');
  });
}
