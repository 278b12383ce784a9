import { expect, test } from 'vitest';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { withRestTimes } from './row-times.ts';

const row = {
  Name: '2026-11-20T17:04:11.5139',
  UpdatedOn: '2026-11-20T17:04:11.5139',
  AvailableCurrentChanged: null,
  SupportGroup: { CreatedOn: '2022-10-04T08:00:00.5' },
};

test('a row’s times are rounded as its state’s are, and nothing else of it changes', () => {
  expect(withRestTimes(row, { rounding: 'on', digits: 'varying' })).toEqual({
    ...row,
    UpdatedOn: '2026-11-20T17:04:11.513',
  });
  expect(withRestTimes(row, { rounding: 'off', digits: 'varying' })).toEqual(row);
});

test('fixed digits reach the row of the group as well', () => {
  expect(withRestTimes(row, { rounding: 'on', digits: 'fixed' })).toMatchObject({
    UpdatedOn: '2026-11-20T17:04:11.513',
    AvailableCurrentChanged: null,
    SupportGroup: { CreatedOn: '2022-10-04T08:00:00.500' },
  });
});

test('lists and details answer in that form, whatever the switch says, by the next call', async () => {
  await using cloud = await rehearsedCallers();
  const [charger] = cloud.emulator.world.chargers();
  const paths = [
    '/api/chargers',
    '/api/installation',
    `/api/chargers/${charger?.id}`,
    `/api/installation/${charger?.installationId}`,
  ];
  const times = async (): Promise<string[]> => {
    const texts: string[] = [];
    for (const path of paths) texts.push(await (await cloud.call('owner', path)).text());
    return texts
      .flatMap((text) => [...text.matchAll(/"(?:CreatedOnDate|UpdatedOn|CreatedOn)":"([^"]*)"/g)])
      .map(([, time]) => time ?? '');
  };
  const varying = await times();
  expect(varying.some((time) => !time.includes('.') || /\.\d{1,2}$/.test(time))).toBe(true);
  for (const time of varying) expect(time).not.toMatch(/\.\d*0$|\.\d\d[^37]$|\.\d{4,}$/);
  cloud.emulator.switches.set({ 'time-fraction-digits': 'fixed' });
  const fixed = await times();
  expect(fixed).toHaveLength(varying.length);
  for (const time of fixed) expect(time).toMatch(/:\d\d\.\d\d[037]$/);
});
