import { expect, test } from 'vitest';
import { sessionSight } from './session-sight.ts';

test.each([
  [0, 'none'],
  [1, 'own'],
  [2, 'all'],
  [3, 'all'],
  [4, 'nameless'],
  [5, 'nameless'],
  [6, 'all'],
  [16, 'none'],
])('roles %d see of the sessions of an installation: %s', (roles, sight) => {
  expect(sessionSight(roles)).toBe(sight);
});
