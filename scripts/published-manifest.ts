// The manifest that a package is published with: emitted JavaScript instead of sources, nothing that only we need.

export type ManifestJson = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
};

/** npm ignores `publishConfig.exports`, so the manifest itself is rewritten. */
export function publishedManifest(manifest: ManifestJson): ManifestJson {
  const { devDependencies: _tools, scripts: _scripts, exports: doors = {}, ...kept } = manifest;
  const entries = Object.entries(doors as Record<string, string>);
  return {
    ...kept,
    exports: Object.fromEntries(entries.map(([door, source]) => [door, emitted(source)])),
  } as ManifestJson;
}

/** `./src/x.ts` is emitted as `./dist/x.js` with `./dist/x.d.ts` beside it. */
function emitted(source: string): { readonly types: string; readonly default: string } {
  const match = /^\.\/src\/(.+)\.ts$/.exec(source);
  if (match === null) throw new Error(`Failed to publish ${source}: only ./src/….ts is emitted. Correct "exports".`);
  return { types: `./dist/${match[1]}.d.ts`, default: `./dist/${match[1]}.js` };
}
