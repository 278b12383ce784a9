import { describe, expect, test } from 'vitest';
import { ask, at, client, goAhead } from '../testing/ask.ts';
import { call, commandCall, stateCall } from '../testing/call.ts';

describe('documented-only', () => {
  test('a call outside the endpoint table is never sent, and the documented way is told', () => {
    const settings = call({ sentAtMs: at(0), class: 'undocumented', path: '/api/chargers/{id}/settings' });
    expect(ask(client(), settings)).toMatchObject({
      kind: 'never',
      clause: 'documented-only',
      instead: expect.stringContaining('GET /api/chargers/{id}/state'),
    });
    expect(ask(client(), stateCall({ sentAtMs: at(0) }))).toEqual(goAhead);
  });

  test('of the device commands the five public ones may be sent, and one that is not told', () => {
    for (const command of [102, 200, 506, 507, 10_001, null]) {
      expect(ask(client(), commandCall({ sentAtMs: at(0), command })), `${command}`).toEqual(goAhead);
    }
    for (const command of [0, 101, 103, 199, 201, 501, 502, 505, 508, 708, 10_000, 10_002]) {
      expect(ask(client(), commandCall({ sentAtMs: at(0), command })), `${command}`).toMatchObject({
        kind: 'never',
        clause: 'documented-only',
        instead: expect.stringContaining('506 to pause'),
      });
    }
  });
});
