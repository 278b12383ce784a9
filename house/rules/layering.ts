// Rooms use each other only downwards and only through front doors.
import type { House } from '../house.ts';
import { modulePath } from '../module-path.ts';
import { doorOf, packageName, passages, type Room, rooms } from '../rooms.ts';
import type { Rule, Violation } from '../rule.ts';
import { type Import, isTest, type Reach, roomOf, type SourceFile } from '../source-file.ts';

export const layering: Rule = {
  holds: 'rooms import only whom they may, and only through front doors',
  find: (house) =>
    house.sources.flatMap((file) => {
      const room = roomOf(file.path);
      if (room === null) return [];
      const imported = file.imports.flatMap((found) => judge(house, file, room, found) ?? []);
      return [...imported, ...file.reaches.flatMap((found) => judgeReach(house, file, room, found) ?? [])];
    }),
};

function judge(house: House, file: SourceFile, from: string, found: Import): Violation | null {
  const rules = rooms[from];
  const at = { file: file.path, line: found.line };
  if (rules === undefined) return unknownRoom(at, from);
  const path = modulePath(file.path, found.specifier);
  if (path !== null) return judgePath(at, from, path);
  const target = doorOf(found.specifier);
  if (target === null) return null;
  const forbidden = `imports ${found.specifier}`;
  if (!rules.mayImport.includes(target.room))
    return { ...at, forbidden: `${forbidden}, which ${from} may not`, allowed: list(rules), why: rules.why };
  if (rules.typesFrom && !(found.typeOnly && rules.typesFrom.includes(found.specifier)))
    return { ...at, forbidden, allowed: `import type … from ${rules.typesFrom.join(', ')}`, why: rules.why };
  const doors = house.manifests.get(target.room)?.exports ?? [];
  if (doors.includes(target.door)) return null;
  return {
    ...at,
    forbidden: `${forbidden}, which is no front door`,
    allowed: named(target.room, doors),
    why: frontDoorWhy,
  };
}

/**
 * A string can be followed by `createRequire`, `new URL`, `new Worker` or a computed `import`. What is published may
 * therefore name no other room's path, and no door that it may not import; tests plant such strings.
 */
function judgeReach(house: House, file: SourceFile, from: string, { text, line }: Reach): Violation | null {
  if (!file.path.startsWith('packages/') || isTest(file.path)) return null;
  const found = { specifier: text, line, typeOnly: false, names: ['*'] };
  if (file.path in buildsFrom && doorOf(text)?.room === buildsFrom[file.path]) return null;
  return judge(house, file, from, found);
}

/** Files that look for another room's folder without running anything of it in this process. */
const buildsFrom: Readonly<Record<string, string>> = {
  'packages/fairlead/src/dashboard-files.ts': 'dashboard',
};

const frontDoorWhy = 'what lies behind a front door may change without a word to anybody';

function judgePath(at: { readonly file: string; readonly line: number }, from: string, path: string): Violation | null {
  const to = roomOf(path);
  if (to === from) return null;
  if (passages.some((passage) => passage.from.test(at.file) && passage.to.test(path))) return null;
  const rules = rooms[from];
  return {
    ...at,
    forbidden: `reaches into ${path}, which is not in ${from}`,
    allowed: rules ? list(rules) : 'nothing',
    why: frontDoorWhy,
  };
}

function unknownRoom(at: { readonly file: string; readonly line: number }, room: string): Violation {
  const allowed = `${Object.keys(rooms).join(', ')}; a new room needs a decision record and a row in house/rooms.ts`;
  return {
    ...at,
    forbidden: `lies in ${room}, a room that nobody decided on`,
    allowed,
    why: 'rooms multiply when they are free',
  };
}

function list(room: Room): string {
  return room.mayImport.length === 0 ? 'files of its own room' : room.mayImport.map(packageName).join(', ');
}

function named(room: string, doors: readonly string[]): string {
  return doors.map((door) => packageName(room) + door.slice(1)).join(', ') || 'nothing: it has no door';
}
