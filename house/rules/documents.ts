// What the documents name exists: commands, flags, variables, ports, paths, scripts and the files that they link to.
import type { House } from '../house.ts';
import { modulePath } from '../module-path.ts';
import { lineOf, type Rule, type Violation } from '../rule.ts';
import { isTest } from '../source-file.ts';

interface Kind {
  readonly what: string;
  /** Finds the names in a document; the first group is the name. */
  readonly named: RegExp;
  readonly exists: (name: string, code: Code, document: string) => boolean;
}

interface Code {
  /** Every source of the packages, tests left out. */
  readonly sources: string;
  readonly commandLine: string;
  readonly scripts: readonly string[];
  readonly paths: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    what: 'command',
    named: /npx fairlead ([a-z]+)/g,
    exists: (name, { commandLine }) => commandLine.includes(`new Command('${name}')`),
  },
  {
    what: 'flag',
    named: /`(--[a-z][a-z-]+)`/g,
    exists: (name, { commandLine }) => new RegExp(`'${name}[ ']`).test(commandLine),
  },
  { what: 'variable', named: /\b(FAIRLEAD_[A-Z_]+)\b/g, exists: isVariable },
  {
    what: 'port',
    named: /\b(87\d\d)\b/g,
    exists: (name, { commandLine }) => new RegExp(`export const ports = .*: ${name}\\b`).test(commandLine),
  },
  {
    what: 'path',
    // The cloud's own OpenAPI document lies at `/swagger/v1/…`.
    named: /(?<!\/swagger)(\/(?:v1|oauth|api)\/[a-z.-]+)/g,
    exists: (name, { sources }) => sources.includes(`'${name}`),
  },
  {
    what: 'script',
    named: /npm run ([a-z]+)\b/g,
    exists: (name, { scripts }) => scripts.includes(name),
  },
  {
    what: 'file',
    named: /\]\(((?!https?:|#)[^)#]+)(?<!\.png)\)/g,
    exists: (name, { paths }, document) => {
      const path = modulePath(document, `./${name}`) ?? '';
      return paths.some((other) => other === path || other.startsWith(`${path}/`));
    },
  },
];

export const documents: Rule = {
  holds: 'what the documents name exists',
  find: (house) => {
    const code = codeOf(house);
    return [...house.texts].flatMap(([path, text]) => (path.endsWith('.md') ? [...violations(path, text, code)] : []));
  },
};

function* violations(path: string, text: string, code: Code): Generator<Violation> {
  for (const { what, named, exists } of kinds)
    for (const [, name = ''] of text.matchAll(named)) {
      if (exists(name, code, path)) continue;
      const why = 'a document that names what is not there costs every newcomer an hour';
      const allowed = `a ${what} that the code has`;
      yield {
        file: path,
        line: lineOf(text, name),
        forbidden: `names the ${what} ${name}, which is not there`,
        allowed,
        why,
      };
    }
}

/** Written out, or made of a setting's key: `FAIRLEAD_LOG_LEVEL` of `logLevel`. */
function isVariable(name: string, { sources }: Code): boolean {
  if (sources.includes(`'${name}'`)) return true;
  const words = name.replace('FAIRLEAD_', '').toLowerCase();
  const key = words.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return new RegExp(`^  ${key}: (z|flag)\\b`, 'm').test(sources);
}

function codeOf({ texts, sources }: House): Code {
  const ours = sources.filter(({ path }) => /^(packages\/[^/]+\/src|scripts|test)\//.test(path) && !isTest(path));
  const manifest = JSON.parse(texts.get('package.json') ?? '{}') as { scripts?: Record<string, string> };
  const join = (part: string) => ours.flatMap(({ path, text }) => (path.startsWith(part) ? [text] : [])).join('\n');
  return {
    sources: join(''),
    commandLine: join('packages/fairlead/src/'),
    scripts: Object.keys(manifest.scripts ?? {}),
    paths: [...texts.keys()],
  };
}
