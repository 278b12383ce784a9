// How a call ends that the policy does not let go.
import type { Decision } from '@fairlead/policy';
import type { Ending } from './flight.ts';

export function refusalOf(decision: Exclude<Decision, { kind: 'go' }>): Ending {
  switch (decision.kind) {
    case 'wait':
      return { kind: 'not-sent', reason: 'too-early', untilMs: decision.untilMs, clause: decision.clause };
    case 'local':
      return { kind: 'not-sent', reason: 'held', freshUntilMs: decision.freshUntilMs, clause: decision.clause };
    case 'never':
      return { kind: 'not-sent', reason: 'forbidden', clause: decision.clause, instead: decision.instead };
  }
}
