// What only tests need stays out of what is published.
import type { House } from '../house.ts';
import { modulePath } from '../module-path.ts';
import { lineOf, type Rule, type Violation } from '../rule.ts';
import { isTest } from '../source-file.ts';

export const testProps: Rule = {
  holds: 'no source imports what only tests need, and no package carries it',
  find: (house) => [...leaning(house), ...emitted(house)],
};

function* leaning(house: House): Generator<Violation> {
  const allowed = 'sources of the room; move what both need out of testing/';
  const why = 'tests and their props are not published, so the package would break for its users';
  for (const { path, imports } of house.sources) {
    if (!path.startsWith('packages/') || isTest(path)) continue;
    for (const { specifier, line } of imports)
      if (isTest(modulePath(path, specifier) ?? ''))
        yield { file: path, line, forbidden: `imports ${specifier}, which is there for tests`, allowed, why };
  }
}

/** What a tsconfig includes is emitted, and what is emitted is published. */
function* emitted(house: House): Generator<Violation> {
  for (const room of house.manifests.keys()) {
    const file = `packages/${room}/tsconfig.json`;
    const text = house.texts.get(file);
    const props = house.sources.find(({ path }) => path.startsWith(`packages/${room}/src/testing/`));
    if (text === undefined || props === undefined || text.includes('"src/testing"')) continue;
    const allowed = '"src/testing" in "exclude"';
    const why = 'what is emitted is published, and users would install the props of our tests';
    yield { file, line: lineOf(text, '"exclude"'), forbidden: `emits ${props.path}`, allowed, why };
  }
}
