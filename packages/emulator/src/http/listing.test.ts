import { expect, test } from 'vitest';
import { listAnswer } from './listing.ts';
import { type ListQuery, parseListQuery, parseQuery } from './query.ts';

const rows = [
  { Id: 'a', Name: 'In use', Active: true, CurrentUserRoles: 3 },
  { Id: 'b', Name: 'Taken down', Active: false, CurrentUserRoles: 3 },
];

const listed = rows.map((row) => ({ head: row, row: () => row }));

function idsFor(search: string): string[] {
  const form = { rounding: 'on', digits: 'varying' } as const;
  const answer = listAnswer(listed, parseListQuery(parseQuery(search)) as ListQuery, form);
  return (JSON.parse(answer.body) as { Data: { Id: string }[] }).Data.map(({ Id }) => Id);
}

test('IncludeDisabled shows what is not active, which a list leaves out otherwise', () => {
  expect(idsFor('')).toEqual(['a']);
  expect(idsFor('IncludeDisabled=false')).toEqual(['a']);
  expect(idsFor('IncludeDisabled=true')).toEqual(['a', 'b']);
  expect(idsFor('includedisabled=True')).toEqual(['a', 'b']);
});
