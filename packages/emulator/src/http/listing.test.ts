import { userRoles } from '@fairlead/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/property-seed.ts';
import type { CloudRow } from '../world/simulated-world.ts';
import { ListedRow } from './listed-row.ts';
import { listAnswer } from './listing.ts';
import { type ListQuery, parseListQuery, parseQuery } from './query.ts';

const ownsAll = userRoles.User | userRoles.Owner;

function listOf(rows: readonly CloudRow[], search: string, roles: number = ownsAll) {
  let made = 0;
  const listed = rows.map((row) => {
    const whole = () => {
      made++;
      return row;
    };
    return new ListedRow({ row: whole, field: (name) => row[name] }, roles);
  });
  const query = parseListQuery(parseQuery(search)) as ListQuery;
  const { body } = listAnswer(listed, query, { rounding: 'on', digits: 'varying' });
  const { Data, Pages } = JSON.parse(body) as { Data: CloudRow[]; Pages: number };
  return { ids: Data.map(({ Id }) => Id), pages: Pages, made };
}

const rows = [
  { Id: 'a', Name: 'In use', Active: true },
  { Id: 'b', Name: 'Taken down', Active: false },
];

test('IncludeDisabled shows what is not active, which a list leaves out otherwise', () => {
  expect(listOf(rows, '').ids).toEqual(['a']);
  expect(listOf(rows, 'IncludeDisabled=false').ids).toEqual(['a']);
  expect(listOf(rows, 'IncludeDisabled=true').ids).toEqual(['a', 'b']);
  expect(listOf(rows, 'includedisabled=True').ids).toEqual(['a', 'b']);
});

test.each([
  'ReturnIdNameOnly=1',
  'ReturnIdNameOnly=yes',
  'IncludeDisabled=7',
  'SortDescending=up',
  'SortDescending=tru',
])('a boolean that is none is wrong, as a number that is none is: %s', (search) => {
  expect(parseListQuery(parseQuery(search))).toBeUndefined();
});

test('a boolean may be written in any casing, or left empty', () => {
  expect(parseListQuery(parseQuery('IncludeDisabled=TRUE&SortDescending=False&ReturnIdNameOnly='))).toMatchObject({
    includeDisabled: true,
    sortDescending: false,
    idNameOnly: false,
  });
});

test.each(['', '&SortProperty=Name', '&NameFilter=bay&SortProperty=SignedMeterValue&SortDescending=true'])(
  'of 2,000 only the rows of the page are made, and one to know the names of its fields%s',
  (more) => {
    const fleet = Array.from({ length: 2_000 }, (_, place) => ({
      Id: `${place}`,
      Name: `Bay ${place}`,
      SignedMeterValue: 'OCMF|{}',
    }));
    const { ids, pages, made } = listOf(fleet, `PageSize=10&PageIndex=7${more}`);
    expect([ids.length, pages]).toEqual([10, 200]);
    expect(made).toBeLessThanOrEqual(11);
  },
);

test('numbers sort by their size, text by its letters, and what is not there comes first', () => {
  const some = [
    { Id: 'a', Kwh: 10 },
    { Id: 'b', Kwh: 9 },
    { Id: 'c', Kwh: null },
    { Id: 'd', Kwh: 'text' },
    { Id: 'e' },
  ];
  expect(listOf(some, 'SortProperty=kwh').ids).toEqual(['c', 'e', 'b', 'a', 'd']);
  expect(listOf(some, 'SortProperty=Kwh&SortDescending=true').ids).toEqual(['d', 'a', 'b', 'c', 'e']);
  expect(listOf(some, 'SortProperty=NoSuchField').ids).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('whatever it is sorted by, its pages together hold each row once', () => {
  const value = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null));
  const many = fc.array(value, { maxLength: 40 });
  fc.assert(
    fc.property(many, fc.integer({ min: 1, max: 7 }), fc.boolean(), (values, size, down) => {
      const fleet = values.map((Kwh, place) => ({ Id: place, Kwh }));
      const search = `SortProperty=Kwh&SortDescending=${down}&PageSize=${size}`;
      const { pages } = listOf(fleet, search);
      const ids = Array.from({ length: pages }, (_, page) => listOf(fleet, `${search}&PageIndex=${page}`).ids).flat();
      expect(ids.toSorted()).toEqual(fleet.map(({ Id }) => Id).toSorted());
    }),
  );
});

test('nobody learns from the order what his rows do not show', () => {
  const pins = [
    { Id: 'a', Pin: '9' },
    { Id: 'b', Pin: '1' },
  ];
  expect(listOf(pins, 'SortProperty=Pin').ids).toEqual(['b', 'a']);
  expect(listOf(pins, 'SortProperty=Pin', userRoles.User).ids).toEqual(['a', 'b']);
});
