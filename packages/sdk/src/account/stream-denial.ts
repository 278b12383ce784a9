// What 403 and 404 say of connection details, and who can help (zaptec-api.md §4.2, §4.5); and the one look a day at those of which
// an earlier run was told 404. At a 403 the policy itself lets nobody look again sooner.
import type { Fact } from '@fairlead/policy';
import { failure } from '../explain/failure.ts';
import { clockToleranceMs } from '../mirror/receive.ts';
import type { SdkError } from '../sdk-error.ts';
import type { StreamScope } from '../stream/stream-scope.ts';

export function streamDenial(error: SdkError, bus: StreamScope['bus']): SdkError {
  const { status } = error;
  if (status !== 403 && status !== 404) return error;
  const happened =
    status === 403
      ? 'this account may not read it: a right is missing, or its messages are switched off'
      : 'the cloud knows no such subscription: its id is another one, or nobody read it for 14 days and it was removed';
  const remedy =
    bus === 'group'
      ? 'Compare the id with the portal’s, or ask the group’s owner or the support of Zaptec to switch it on'
      : 'Switch on "message subscription" in the portal, as Owner or Service of the installation';
  return failure('open the stream', error.code, {
    ...{ happened, remedy, aside: `status ${status}` },
    ...{ status, cause: error },
  });
}

const lookEveryMs = 86_400_000;

/**
 * By resource, when it may be looked for again, of those whose last look was answered 404. A fact of a time still to come tells
 * nothing: a clock that was ahead must not hold the look back.
 */
export function lookedInVain(history: readonly Fact[], nowMs: number): Map<string, number> {
  const againAtMs = new Map<string, number>();
  for (const fact of history) {
    if (fact.kind !== 'call' || fact.class !== 'stream-details' || fact.resource === null) continue;
    const atMs = fact.answeredAtMs ?? fact.sentAtMs;
    if (fact.status === 404 && atMs <= nowMs + clockToleranceMs) againAtMs.set(fact.resource, atMs + lookEveryMs);
    else againAtMs.delete(fact.resource);
  }
  return againAtMs;
}

export function notYet(againAtMs: number): SdkError {
  const happened = 'the cloud knew no such subscription when it was last asked';
  const remedy = 'It is looked for once a day; chargers are polled meanwhile';
  return failure('open the stream', 'too-early', {
    ...{ happened, remedy, retryAtMs: againAtMs, aside: `from ${new Date(againAtMs).toISOString()}` },
  });
}
