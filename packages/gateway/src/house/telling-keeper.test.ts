import { KeeperError, memoryKeeper } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { GatewayError } from '../gateway-error.ts';
import { tellingKeeper } from './telling-keeper.ts';

const batch = { observations: [], chargers: [], installations: [] } as const;
const keeperThat = (fails: () => Error) =>
  tellingKeeper({ ...memoryKeeper(), persist: () => Promise.reject(fails()) }).persist('main', batch);

test('the store’s own sentence is told, every other error stays what it is', async () => {
  const full = 'Failed to use the store: 10,000 requests wait for the disk. Check the disk.';
  const told = keeperThat(() => new GatewayError('store-failed', full));
  await expect(told).rejects.toThrow(full);
  await expect(told).rejects.toBeInstanceOf(KeeperError);
  await expect(keeperThat(() => new RangeError('hunter2'))).rejects.not.toBeInstanceOf(KeeperError);
});

test('what the store keeps is handed on as it is', async () => {
  const keeper = tellingKeeper(memoryKeeper());
  await keeper.persist('main', batch);
  expect(await keeper.load('main')).toEqual(batch);
});
