// What duties and conduct have in common: they are judged, and have nothing against a call.
import { expect, test } from 'vitest';
import { clauses } from '../clauses.ts';
import { at, client, cloud } from '../testing/ask.ts';
import { call, intentOf, loginCall, stateCall } from '../testing/call.ts';

test('no duty and no conduct stops a call', () => {
  const others = clauses.filter(({ kind }) => kind !== 'limit');
  expect(others).toHaveLength(9);
  for (const { id, ask } of others) {
    for (const fact of [call({ sentAtMs: at(0) }), stateCall({ sentAtMs: at(0) }), loginCall({ sentAtMs: at(0) })]) {
      expect(ask(client(), intentOf(fact), at(0)), id).toBe(null);
      expect(ask(cloud(), intentOf(fact), at(0)), id).toBe(null);
    }
  }
});
