// A room's manifest and its tsconfig say what its sources do: no more, no less.
import type { House, Manifest } from '../house.ts';
import { doorOf, packageName } from '../rooms.ts';
import { lineOf, type Rule, type Violation } from '../rule.ts';
import { isTest, roomOf, type SourceFile } from '../source-file.ts';

export const manifests: Rule = {
  holds: "a room's manifest names what its sources import, and its tsconfig refers to the same rooms",
  find: (house) =>
    [...house.manifests].flatMap(([room, manifest]) => {
      const sources = house.sources.filter(({ path }) => roomOf(path) === room && !isTest(path));
      const inRoom = { house, room, manifest, sources };
      return [...undeclared(inRoom), ...unused(inRoom), ...wrongVersions(inRoom), ...wrongReferences(inRoom)];
    }),
};

interface InRoom {
  readonly house: House;
  readonly room: string;
  readonly manifest: Manifest;
  readonly sources: readonly SourceFile[];
}

function* undeclared({ room, manifest, sources }: InRoom): Generator<Violation> {
  // The page is bundled: what it imports is needed when it is built, not when it is installed.
  const declared =
    room === 'dashboard' ? { ...manifest.dependencies, ...manifest.devDependencies } : manifest.dependencies;
  for (const { path, imports } of sources)
    for (const { specifier, line } of imports) {
      const name = packageIn(specifier);
      if (name === null || name in declared) continue;
      const allowed = `${Object.keys(declared).join(', ') || 'nothing'}; or declare it in ${manifest.path}, pinned`;
      const why = 'an undeclared package is there by chance and gone for whoever installs the room alone';
      yield { file: path, line, forbidden: `imports ${name}, which ${manifest.path} does not declare`, allowed, why };
    }
}

function* unused({ house, manifest, sources }: InRoom): Generator<Violation> {
  const imported = new Set(sources.flatMap(({ imports }) => imports.map(({ specifier }) => packageIn(specifier))));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (doorOf(name) === null || imported.has(name)) continue;
    yield inManifest(
      house,
      manifest,
      name,
      `declares ${name} and never imports it`,
      'to remove it',
      'a door that is open for nobody is walked through one day',
    );
  }
}

function* wrongVersions({ house, manifest }: InRoom): Generator<Violation> {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const own = house.manifests.get(doorOf(name)?.room ?? '')?.version;
    const wanted = own ?? (/^\d/.test(version) ? version : null);
    if (version === wanted) continue;
    const allowed = own === undefined ? 'one exact version' : `${own}, the version that lies here`;
    yield inManifest(
      house,
      manifest,
      `"${name}"`,
      `wants ${name} ${version}`,
      allowed,
      'what was tested together is installed together',
    );
  }
}

function* wrongReferences({ house, room, manifest }: InRoom): Generator<Violation> {
  const file = `packages/${room}/tsconfig.json`;
  const text = house.texts.get(file);
  // The page is compiled by its bundler and stands outside `tsc -b`.
  if (text === undefined || room === 'dashboard') return;
  const declared = Object.keys(manifest.dependencies).flatMap((name) => doorOf(name)?.room ?? []);
  const referred = [...text.matchAll(/"path":\s*"\.\.\/([^"]+)"/g)].map(([, other = '']) => other);
  const why = 'TypeScript builds what is referred to, npm installs what is declared: the two must be one list';
  for (const other of referred.filter((other) => !declared.includes(other)))
    yield {
      file,
      line: lineOf(text, `../${other}"`),
      forbidden: `refers to ${other}`,
      allowed: `only ${declared.join(', ') || 'nothing'}, as declared`,
      why,
    };
  for (const other of declared.filter((other) => !referred.includes(other)))
    yield {
      file,
      line: lineOf(text, '"references"'),
      forbidden: `does not refer to ${other}`,
      allowed: `a reference to ../${other}, since ${packageName(other)} is declared`,
      why,
    };
}

function inManifest(
  house: House,
  { path }: Manifest,
  part: string,
  forbidden: string,
  allowed: string,
  why: string,
): Violation {
  return { file: path, line: lineOf(house.texts.get(path) ?? '', part), forbidden, allowed, why };
}

/** `@azure/service-bus/x` is of the package `@azure/service-bus`; null for files and for Node's own modules. */
function packageIn(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
