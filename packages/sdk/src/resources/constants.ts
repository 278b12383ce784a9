// The cloud's constants: names of observations, commands and errors, as its version of today says.
import { constantsDocument, type ParsedConstants, parseConstants } from '@fairlead/protocol';
import type { AccountCore } from '../account/open-account.ts';
import { HeldAnswers } from './held-answers.ts';
import { type Asking, askedBy, type Read, readable } from './read.ts';

/** The cloud's constants: names and numbers that its answers use. Source: zaptec-api.md §3.19. */
export type Constants = ParsedConstants;

/** The floor of the policy's `detail-cadence`. */
const dayMs = 86_400_000;

/**
 * Reads the constants, at most once a day; in between the same answer serves. Where the cloud cannot be asked, the tables
 * that this SDK carries serve, with the reason. It needs no login.
 */
export function constantsOf({ read, settings }: AccountCore): (asking?: Asking) => Promise<Read<Constants>> {
  const held = new HeldAnswers<Constants>(settings.clock, () => dayMs);
  return (asking = {}) =>
    held.read({
      key: 'constants',
      ask: async () => {
        const { body, receivedAtMs } = await read({ endpoint: 'constants', ...askedBy(asking) });
        return { value: readable('the constants', parseConstants(body)), readAtMs: receivedAtMs };
      },
      instead: () => ({
        value: readable('the tables of this SDK', parseConstants(constantsDocument())),
        readAtMs: null,
      }),
    });
}
