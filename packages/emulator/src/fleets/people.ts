// Who drives the cars: one resident for each charger, all invented. Everything follows from seed and number, nothing is
// held. Invariant: a card of this world names one person; any other card belongs to a guest.
import { derivedUuid } from '../world/identity.ts';

export interface Card {
  /** What the reader reads, as observation 722 shows it. */
  readonly token: string;
  readonly name: string;
}

export interface Person {
  readonly id: string;
  readonly fullName: string;
  readonly email: string;
  readonly cards: readonly Card[];
}

export interface CardHolder {
  readonly person: Person;
  readonly cardName: string;
}

export interface People {
  /** The resident to whom a charger of this number belongs. */
  residentOf(index: number): Person;
  /** The card that an account's person uses; null for who has none here. */
  cardOf(accountId: string): string | null;
  /** Null for a guest: no card, or none of this world. */
  holderOf(token: string): CardHolder | null;
}

const firstNames = [
  'Robin',
  'Uma',
  'Mika',
  'Noor',
  'Ivo',
  'Toni',
  'Pia',
  'Rune',
  'Ada',
  'Jules',
  'Tove',
  'Nils',
  'Kim',
];
const lastNames = ['Rope', 'Reef', 'Cleat', 'Davit', 'Fender', 'Gale', 'Halyard', 'Jetty', 'Keel', 'Mast', 'Oar'];

/** The accounts that may log in drive, too: who asks for sessions of his own finds some. */
const accountHolders: readonly (readonly [account: string, email: string])[] = [
  ['owner', 'owner@fairlead.test'],
  ['user', 'user@fairlead.test'],
];

const usualPrefix = 'nfc-5eed';
const sparePrefix = 'nfc-5pare';
const tokenPattern = /^nfc-(5eed|5pare)(\d{4,6})$/;

/** The card that usually lies in the car of this charger. */
export function usualToken(index: number): string {
  return usualPrefix + digits(index);
}

/** The other card of whom a usual one belongs to; every second resident has one. */
export function spareToken(token: string): string | null {
  const index = Number(tokenPattern.exec(token)?.[2] ?? 0);
  return index % 2 === 0 ? null : sparePrefix + digits(index);
}

/** @param count how many residents there are: as many as chargers */
export function createPeople(seed: number, count: number): People {
  const residentOf = (index: number): Person => resident(seed, index);
  return {
    residentOf,
    cardOf(accountId) {
      const drivers = accountHolders.slice(0, count).map((_, index) => residentOf(index));
      return drivers.find(({ id }) => id === accountId)?.cards[0]?.token ?? null;
    },
    holderOf(token) {
      const index = Number(tokenPattern.exec(token)?.[2] ?? count);
      if (index >= count) return null;
      const person = residentOf(index);
      const card = person.cards.find((one) => one.token === token);
      return card === undefined ? null : { person, cardName: card.name };
    },
  };
}

function resident(seed: number, index: number): Person {
  // 13 and 11 share no divisor, so the first 143 residents all have names of their own.
  const first = firstNames[index % firstNames.length] ?? '';
  const last = lastNames[index % lastNames.length] ?? '';
  const [account, email] = accountHolders[index] ?? [];
  return {
    id: derivedUuid(seed, account === undefined ? `resident/${index}` : `account/${account}`),
    fullName: `${first} ${last}`,
    email: email ?? `${first}.${last}.${index}@fairlead.test`.toLowerCase(),
    cards: cardsOf(index),
  };
}

function cardsOf(index: number): Card[] {
  const usual = { token: usualToken(index), name: `Blue card ${index + 1}` };
  const spare = spareToken(usual.token);
  return spare === null ? [usual] : [usual, { token: spare, name: `Key ring ${index + 1}` }];
}

function digits(index: number): string {
  return String(index).padStart(4, '0');
}
