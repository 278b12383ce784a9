import { expect, test } from 'vitest';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { withAnswer } from './installation-answers.ts';

const id = '1a57a110-0000-4000-8000-000000000001';
const held: InstallationRecord = {
  ...{ id, name: 'Quay 1', messagingEnabled: true, roles: 2, readAtMs: 5 },
  row: { Id: id, Name: 'Quay 1', availableCurrent: 32, MessagingEnabled: true, CurrentUserRoles: 2 },
};
const answer = (body: unknown) => ({ body, readAtMs: 9 });

test('a detail brings the fields of the row up to date, in any casing, and adds none to it', () => {
  const body = {
    Id: id,
    Name: 'Quay One',
    AvailableCurrent: 16,
    MaxCurrent: 40,
    OcppInitialChargePointPassword: 'hush',
  };
  const record = withAnswer(held, 'detail', answer(body));
  expect(record).toMatchObject({
    name: 'Quay One',
    readAtMs: 9,
    row: { ...held.row, Name: 'Quay One', availableCurrent: 16 },
  });
  expect(Object.keys(record?.row ?? {})).toEqual(Object.keys(held.row));
  expect(record?.answers).toEqual({
    detail: { readAtMs: 9, body: { Id: id, Name: 'Quay One', AvailableCurrent: 16, MaxCurrent: 40 } },
  });
});

test('what a detail does not say of roles and messaging stays as the list said it', () => {
  const body = { Id: id, Name: 'Quay 1', MessagingEnabled: false };
  expect(withAnswer(held, 'detail', answer(body))).toMatchObject({ roles: 2, messagingEnabled: false });
  expect(withAnswer(held, 'detail', answer({ Id: id }))).toMatchObject({
    ...{ name: 'Quay 1', roles: 2, messagingEnabled: true },
  });
});

test('hierarchy and firmware stand beside the row, less their secrets, and leave it as it was', () => {
  const tree = withAnswer(held, 'hierarchy', answer({ Id: id, Circuits: [{ Pin: 'hush' }] }));
  expect(tree).toEqual({ ...held, answers: { hierarchy: { readAtMs: 9, body: { Id: id, Circuits: [{}] } } } });
  const firmware = withAnswer(held, 'firmware', answer([{ ChargerId: 'c1' }]));
  expect(firmware).toEqual({ ...held, answers: { firmware: { readAtMs: 9, body: [{ ChargerId: 'c1' }] } } });
});

test('a tree that is not shown (204) is told as one, and a later one replaces it', () => {
  expect(withAnswer(held, 'hierarchy', answer(undefined))?.answers).toEqual({ hierarchy: { readAtMs: 9 } });
});

test.each([
  ['detail', [], 'detail of another', { Id: '1a57a110-0000-4000-8000-000000000002' }],
  ['hierarchy', [], 'text', 'tree'],
  ['firmware', {}, 'nothing', undefined],
] as const)('what is no %s is not kept', (kind, wrong, _, other) => {
  expect(withAnswer(held, kind, answer(wrong))).toBeUndefined();
  expect(withAnswer(held, kind, answer(other))).toBeUndefined();
});
