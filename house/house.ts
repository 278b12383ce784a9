// The repository as the rules see it: every tracked text, the sources parsed, the manifests read.
import { parseSource } from './parse-source.ts';
import type { SourceFile } from './source-file.ts';

export interface Manifest {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly exports: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface House {
  /** Path from the root to content. */
  readonly texts: ReadonlyMap<string, string>;
  readonly sources: readonly SourceFile[];
  /** Room to its manifest. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** @param texts path from the root to content, slashes between folders */
export function houseOf(texts: ReadonlyMap<string, string>): House {
  const sources = [...texts]
    .filter(([path]) => /\.(ts|js|svelte)$/.test(path))
    .map(([path, text]) => parseSource(path, text));
  return { texts, sources, manifests: manifestsIn(texts) };
}

function manifestsIn(texts: ReadonlyMap<string, string>): ReadonlyMap<string, Manifest> {
  const manifests = new Map<string, Manifest>();
  for (const [path, text] of texts) {
    const room = /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1];
    if (room !== undefined) manifests.set(room, manifest(path, text));
  }
  return manifests;
}

function manifest(path: string, text: string): Manifest {
  const written = JSON.parse(text) as Partial<Omit<Manifest, 'exports'>> & { exports?: Record<string, unknown> };
  return {
    path,
    name: written.name ?? '',
    version: written.version ?? '',
    exports: Object.keys(written.exports ?? {}),
    dependencies: written.dependencies ?? {},
    devDependencies: written.devDependencies ?? {},
  };
}
