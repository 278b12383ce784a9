// Strongly connected components by Tarjan's algorithm: the circles of a graph.

/** Node to the nodes that it points to; targets that are no nodes are ignored. */
export type Graph = ReadonlyMap<string, readonly string[]>;

interface Mark {
  readonly index: number;
  low: number;
  onStack: boolean;
}

/** Every circle as one path through it, beginning with its first node in the order of the graph. */
export function circles(graph: Graph): readonly (readonly string[])[] {
  const marks = new Map<string, Mark>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (node: string): Mark => {
    const mark = { index: marks.size, low: marks.size, onStack: true };
    marks.set(node, mark);
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!graph.has(target)) continue;
      const seen = marks.get(target);
      if (seen === undefined) mark.low = Math.min(mark.low, visit(target).low);
      else if (seen.onStack) mark.low = Math.min(mark.low, seen.index);
    }
    if (mark.low === mark.index) close(node);
    return mark;
  };
  const close = (node: string): void => {
    const component = stack.splice(stack.indexOf(node));
    for (const member of component) (marks.get(member) as Mark).onStack = false;
    if (component.length > 1 || graph.get(node)?.includes(node))
      found.push(pathThrough(graph, node, new Set(component)));
  };

  for (const node of graph.keys()) if (!marks.has(node)) visit(node);
  return found;
}

/** The shortest way from `start` back to itself within its component. */
function pathThrough(graph: Graph, start: string, component: ReadonlySet<string>): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const target of graph.get(node) ?? []) {
      if (target === start) return wayTo(node, cameFrom, start);
      if (!component.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return [start];
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>, start: string): string[] {
  const way = [end];
  for (let node = end; node !== start; ) {
    node = cameFrom.get(node) ?? start;
    way.unshift(node);
  }
  return way;
}
