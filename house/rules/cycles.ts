// No circles: neither between files nor between rooms. Types count, since a circle of types is a knot of ideas.

import { circles, type Graph } from '../circles.ts';
import type { House } from '../house.ts';
import { modulePath } from '../module-path.ts';
import { doorOf } from '../rooms.ts';
import type { Rule, Violation } from '../rule.ts';
import { isTest, roomOf } from '../source-file.ts';

export const cycles: Rule = {
  holds: 'neither files nor rooms import each other in a circle',
  find: (house) =>
    [...circles(fileGraph(house)), ...circles(roomGraph(house))].map((circle) => violation(house, circle)),
};

function fileGraph(house: House): Graph {
  return new Map(
    house.sources.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier }) => modulePath(path, specifier) ?? []),
    ]),
  );
}

function roomGraph(house: House): Graph {
  const graph = new Map<string, string[]>();
  for (const { path, imports } of house.sources) {
    const room = roomOf(path);
    if (room === null || isTest(path)) continue;
    const targets = imports
      .flatMap(({ specifier }) => doorOf(specifier)?.room ?? [])
      .filter((target) => target !== room);
    graph.set(room, [...(graph.get(room) ?? []), ...targets]);
  }
  return graph;
}

function violation(house: House, circle: readonly string[]): Violation {
  const [first = '', second = first] = circle;
  const source = house.sources.find(({ path, imports }) => {
    if (path === first) return true;
    return roomOf(path) === first && imports.some(({ specifier }) => doorOf(specifier)?.room === second);
  });
  const found = source?.imports.find(
    ({ specifier }) => modulePath(source.path, specifier) === second || doorOf(specifier)?.room === second,
  );
  return {
    file: source?.path ?? first,
    line: found?.line ?? 1,
    forbidden: `is part of a circle: ${[...circle, first].join(' → ')}`,
    allowed: 'imports in one direction; move what both need into a file of its own that imports neither',
    why: 'what lies in a circle can only be understood, tested and changed together',
  };
}
