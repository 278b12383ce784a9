import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';
import { createRefreshTokens, type RefreshGrant } from './refresh-tokens.ts';

const grant = (grantId: string): RefreshGrant => ({ grantId, clientId: 'app', sub: 'somebody', scopes: [] });

test('whatever tokens come in whatever order, only the newest of a family is good, and after a reuse none', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 30 }), (picks) => {
      const tokens = createRefreshTokens(manualClock());
      const issued = [tokens.open(grant('one'))];
      let dead = false;
      for (const pick of picks) {
        const place = pick % issued.length;
        const newest = place === issued.length - 1;
        const rotated = tokens.rotate(issued[place] as string, 'app');
        expect(rotated.kind).toBe(dead ? 'unknown' : newest ? 'rotated' : 'reused');
        if (rotated.kind === 'rotated') issued.push(rotated.refreshToken);
        else dead = true;
      }
    }),
  );
});

test('a family ends 30 days after its login, however often it was refreshed', async () => {
  const clock = manualClock();
  const tokens = createRefreshTokens(clock);
  let token = tokens.open(grant('one'));
  for (let day = 0; day < 29; day++) {
    await clock.advanceBy(86_400_000);
    const rotated = tokens.rotate(token, 'app');
    if (rotated.kind !== 'rotated') throw new Error(`day ${day}: ${rotated.kind}`);
    token = rotated.refreshToken;
  }
  await clock.advanceBy(86_400_000);
  expect(tokens.rotate(token, 'app')).toEqual({ kind: 'unknown' });
});

test('of more than 1,000 families and codes the oldest are forgotten', () => {
  const tokens = createRefreshTokens(manualClock());
  const first = tokens.open(grant('first'));
  const second = tokens.open(grant('second'));
  for (let more = 0; more < 999; more++) tokens.open(grant(`more-${more}`));
  expect(tokens.rotate(first, 'app').kind).toBe('unknown');
  expect(tokens.rotate(second, 'app').kind).toBe('rotated');
  const codes = createAuthorizationCodes(manualClock());
  const asked = { clientId: 'app', redirectUri: '', sub: '', scopes: [], codeChallenge: '', nonce: null };
  const [one, two] = [codes.issue(asked), codes.issue(asked)];
  for (let more = 0; more < 999; more++) codes.issue(asked);
  expect([codes.redeem(one).kind, codes.redeem(two).kind]).toEqual(['unknown', 'good']);
});
