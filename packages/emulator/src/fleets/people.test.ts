import { expect, test } from 'vitest';
import { namedAccounts } from './accounts.ts';
import { createPeople, usualToken } from './people.ts';

const people = createPeople(1, 400);

test('a card names its holder, and its own name', () => {
  const uma = people.residentOf(1);
  expect(uma.cards.map(({ name }) => name)).toEqual(['Blue card 2', 'Key ring 2']);
  for (const { token, name } of uma.cards) expect(people.holderOf(token)).toEqual({ person: uma, cardName: name });
});

test('no card, a strange one and one of nobody belong to guests', () => {
  for (const token of ['', 'nfc-04a1b2c3', usualToken(400), 'nfc-5pare0000', 'nfc-5eed1']) {
    expect(people.holderOf(token), token).toBeNull();
  }
});

test('no two residents share an id, an address or a card', () => {
  const all = Array.from({ length: 400 }, (_, index) => people.residentOf(index));
  expect(new Set(all.map(({ id }) => id)).size).toBe(400);
  expect(new Set(all.map(({ email }) => email)).size).toBe(400);
  expect(new Set(all.flatMap(({ cards }) => cards.map(({ token }) => token))).size).toBe(600);
  for (const { email } of all) expect(email).toMatch(/@fairlead\.test$/);
});

test('the two accounts are residents under their own ids and login names', () => {
  const { owner, user } = namedAccounts(1);
  expect([people.residentOf(0), people.residentOf(1)].map(({ id, email }) => [id, email])).toEqual([
    [owner.sub, owner.username],
    [user.sub, user.username],
  ]);
});
