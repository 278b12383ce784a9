import { expect, test } from 'vitest';
import { type HistoryStage, historyStage } from '../testing/history-stage.ts';

const told = 'A query parameter is not of its type.';

async function refused(stage: HistoryStage, path: string, init?: RequestInit) {
  const { status, body } = await stage.call(path, init);
  return [status, (body as { message?: string }).message];
}

test('a list or history answers 400 to a boolean that is none', async () => {
  const stage = await historyStage();
  const ofLists = ['IncludeDisabled=7', 'SortDescending=up', 'ReturnIdNameOnly=1'];
  const wrong = { '/api/chargers': ofLists, '/api/installation': ofLists, '/api/chargehistory': ofLists.slice(0, 2) };
  for (const [path, searches] of Object.entries(wrong))
    for (const search of searches)
      expect([search, ...(await refused(stage, `${path}?${search}`))]).toEqual([search, 400, told]);
});

test('a wrong report is told of its body where it came in one, of its query where it did not', async () => {
  const stage = await historyStage();
  const path = '/api/chargehistory/installationreport';
  const { installationId } = stage.named('Birch');
  const fields = { fromDate: '2026-10-01', endDate: '2026-11-01', installationId };
  for (const body of [
    '',
    '[]',
    '{',
    JSON.stringify({ ...fields, groupBy: 9 }),
    JSON.stringify({ ...fields, endDate: 7 }),
  ])
    expect(await refused(stage, path, { method: 'POST', body })).toEqual([
      400,
      'The body is not what this call takes.',
    ]);
  expect(await refused(stage, `${path}?FromDate=2026-10-01`)).toEqual([400, told]);
});
