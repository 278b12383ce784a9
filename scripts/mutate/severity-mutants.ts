// What a breach weighs, swapped for each of the two other weights, wherever the law writes a weight.
import type { Found } from './mutant.ts';
import { type Node, placeOf, walk } from './walk.ts';

const severities = ['minor', 'major', 'critical'];

export function* severityMutants(program: Node): Generator<Found> {
  for (const step of walk(program)) {
    const { node } = step;
    const was = node['value'];
    if (node.type !== 'Literal' || typeof was !== 'string' || !severities.includes(was)) continue;
    const { start, end } = node;
    for (const now of severities.filter((other) => other !== was)) {
      yield { kind: 'severity', place: placeOf(step), start, end, was: String(node['raw']), now: `'${now}'` };
    }
  }
}
