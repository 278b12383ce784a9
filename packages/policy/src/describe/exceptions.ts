// What the cause of a call opens. These are all exceptions there are (docs/policy.md, Exceptions).
import type { ClauseId } from '../decision.ts';
import type { Cause } from '../fact.ts';

export interface Exception {
  readonly cause: Cause;
  /** Clauses that it is an exception to; none where the cause opens nothing. */
  readonly from: readonly ClauseId[];
  /** What it opens, in a sentence. */
  readonly opens: string;
}

export const exceptions: readonly Exception[] = [
  {
    cause: 'unknown-charger',
    from: ['list-cadence'],
    opens: 'One read of the list narrowed by NameFilter for each unknown serial number, and one full list an hour.',
  },
  {
    cause: 'after-command',
    from: ['detail-cadence'],
    opens:
      'One read of an installation, 2 s after an accepted update of it or later: what was written is read back once (courtesy).',
  },
  {
    cause: 'after-command',
    from: ['no-aggressive-polling'],
    opens:
      "One read of a charger's state after an accepted command or update of it, 15 s after that charger's last state read or later, and only where its stream is not live or the value is never pushed (510, 511). With a live stream a command is confirmed by the push alone (courtesy).",
  },
  {
    cause: 'user',
    from: [],
    opens: "Nothing: a person's refresh is answered from what is held, with its age.",
  },
];
