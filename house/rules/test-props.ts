// What only tests need stays out of what is published.
import { modulePath } from '../module-path.ts';
import type { Rule } from '../rule.ts';
import { isTest } from '../source-file.ts';

export const testProps: Rule = {
  holds: 'no source imports a test or what only tests need',
  find: (house) =>
    house.sources
      .filter(({ path }) => path.startsWith('packages/') && !isTest(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => isTest(modulePath(path, specifier) ?? ''))
          .map(({ specifier, line }) => ({
            file: path,
            line,
            forbidden: `imports ${specifier}, which is there for tests`,
            allowed: 'sources of the room; move what both need out of testing/',
            why: 'tests and their props are not published, so the package would break for its users',
          })),
      ),
};
