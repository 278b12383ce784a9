// The judge is written apart from `decide`: a misreading that both shared would confirm itself.
import { modulePath } from '../module-path.ts';
import { lineOf, type Rule, type Violation } from '../rule.ts';
import { type Import, isTest, type SourceFile } from '../source-file.ts';

const policy = 'packages/policy/src/';
const judge = `${policy}judge/`;

/**
 * Values that both read: numbers that the policy or we set, written out once, how wrong options are refused, the form by
 * which a fact is let in, and how long a text is kept. Everything else is the judge's own.
 */
const sharedData: Readonly<Record<string, readonly string[]>> = {
  'backoff.ts': ['backoff'],
  'clauses.ts': ['policyInForce'],
  'terms.ts': ['generalAccess', 'isUsableLimit', 'unusableLimit', 'areHosts', 'badTerms'],
  'policy-error.ts': ['PolicyError', 'inWords'],
  'border/known-fact.ts': ['knownFact'],
  'border/cut.ts': ['cut', 'longestText'],
  'fact.ts': ['callClasses', 'attestationSubjects'],
  'following.ts': ['followedForMs'],
  'borrowed-names.ts': ['borrowedNames'],
  'attestations.ts': ['attestations'],
  'oldest-first.ts': ['dropOldest', 'putLast'],
};
/** Shapes of what goes in and out hold no reading of it. */
const shapes = ['fact.ts', 'clause.ts', 'decision.ts', 'breach.ts', 'attestations.ts', 'terms.ts'];

const why = 'a misreading that judge and decide share confirms itself';
const allowed =
  'files of judge/, types of fact.ts, clause.ts and decision.ts, and as data backoff, generalAccess, policyInForce, the clauses and their numbers; facts come in through knownFact';

export const judgeApart: Rule = {
  holds: 'the judge shares numbers with decide, and no reading of a fact',
  find: (house) => house.sources.flatMap((file) => [...violations(file, house.texts)]),
};

function* violations(file: SourceFile, texts: ReadonlyMap<string, string>): Generator<Violation> {
  if (!file.path.startsWith(judge) || isTest(file.path)) return;
  for (const found of file.imports)
    for (const what of shared(file.path, found, texts))
      yield { file: file.path, line: found.line, forbidden: `imports ${what} into the judge`, allowed, why };
  const throughThis = /\bthis[.\w]*\.(ask|due)\b/.exec(file.text)?.[0];
  if (throughThis !== undefined)
    yield {
      file: file.path,
      line: lineOf(file.text, throughThis),
      forbidden: asDecideReads(throughThis),
      allowed,
      why,
    };
  for (const { name, line } of [...file.locals, ...file.globals])
    if (/\.(ask|due)$/.test(name)) yield { file: file.path, line, forbidden: asDecideReads(name), allowed, why };
}

function asDecideReads(name: string): string {
  return `uses ${name}, which is how decide reads`;
}

/** What of an import is more than data, as it should be named in the message. */
function shared(importer: string, found: Import, texts: ReadonlyMap<string, string>): readonly string[] {
  const path = modulePath(importer, found.specifier);
  if (path?.startsWith(judge)) return [];
  const inPolicy = path?.startsWith(policy) ? path.slice(policy.length) : null;
  if (inPolicy === null || inPolicy.startsWith('ledger/')) return [found.specifier];
  if (shapes.includes(inPolicy) && found.typeOnly) return [];
  const clause = /^clauses\/([^/]+)\.ts$/.exec(inPolicy)?.[1];
  const isData = (name: string): boolean =>
    clause === undefined
      ? (sharedData[inPolicy]?.includes(name) ?? false)
      : name === camelCase(clause) || isNumber(name, texts.get(path ?? '') ?? '');
  const others = found.names.filter((name) => !isData(name));
  if (others.length > 0) return others.map((name) => `${name} of ${found.specifier}`);
  return found.names.length === 0 ? [found.specifier] : [];
}

/** A number that is written out where it is declared, and no function that makes one. */
function isNumber(name: string, text: string): boolean {
  return new RegExp(`^export const ${name.replace(/\W/g, '')} = [\\d_.]+;$`, 'm').test(text);
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
