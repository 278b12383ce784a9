// The lock file is whole and belongs to no registry: `npm ci` works from a clean clone, behind a mirror and without a network.
import { lineOf, type Rule, type Violation } from '../rule.ts';

const file = 'package-lock.json';

interface Entry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

export const lockFile: Rule = {
  holds: 'the lock file carries no download address and a hash for every package',
  find: (house) => {
    const text = house.texts.get(file);
    return text === undefined ? [missingFile] : [...violations(text)];
  },
};

const missingFile: Violation = {
  file,
  line: 1,
  forbidden: 'is not there',
  allowed: 'the file that `npm install` writes, tracked',
  why: 'without it nobody installs what was tested',
};

function* violations(text: string): Generator<Violation> {
  const { packages = {} } = JSON.parse(text) as { packages?: Record<string, Entry> };
  for (const [path, { resolved, integrity, link }] of Object.entries(packages)) {
    const line = lineOf(text, `"${path}": {`);
    if (resolved !== undefined && !link) {
      const allowed =
        'no `resolved`: .npmrc says omit-lockfile-registry-resolved=true; delete the lock file and run npm install';
      yield {
        file,
        line,
        forbidden: `tells where ${path} is downloaded from`,
        allowed,
        why: 'behind a mirror or without a network the address is another one',
      };
    }
    if (integrity === undefined && !link && path.includes('node_modules/')) {
      const allowed = 'the `integrity` that npm install writes';
      yield {
        file,
        line,
        forbidden: `has no hash for ${path}`,
        allowed,
        why: 'a package without a hash can be swapped on the way',
      };
    }
  }
}

/** What `npm ci --dry-run` misses. Optional platform packages that a registry lacks are left out by npm install without a word. */
export function missingFromLock(npmOutput: string): readonly Violation[] {
  return [...npmOutput.matchAll(/^.*\b((?:Missing|Invalid): .+ from lock file|Invalid: lock file's .+)$/gm)].map(
    ([, found = '']) => ({
      file,
      line: 1,
      forbidden: `is not whole (${found})`,
      allowed:
        'a version whose platform packages all exist; then delete the lock file and every node_modules and run npm install',
      why: 'npm ci refuses such a lock file, and only a clean clone shows it',
    }),
  );
}
