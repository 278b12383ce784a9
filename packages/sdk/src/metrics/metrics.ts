// The port through which a program counts what the SDK does: names in the style of Prometheus, label values from closed sets.
// Invariant: no label names a person, a charger, an installation or a path; their number is bounded by this table.
import { callClasses } from '@fairlead/policy';

/** How the cloud answered: its hundred, apart from those that mean something of their own. */
export const answerLabels = ['2xx', '3xx', '4xx', '401', '403', '429', '5xx', 'none'] as const;
/** One of the answers, by name. */
export type AnswerLabel = (typeof answerLabels)[number];

export const streamStateLabels = ['off', 'connecting', 'live', 'quiet', 'stale', 'shared', 'down'] as const;

export const loginStateLabels = ['not-yet', 'ok', 'refused', 'unreachable'] as const;

/** The metrics: what each counts and the values that its labels can have. 13 classes × 8 answers is the largest. */
export const metricTable = {
  fairlead_calls_total: {
    kind: 'counter',
    help: 'Calls to the cloud that ended, by class of call and answer.',
    labels: { class: callClasses, answer: answerLabels },
  },
  fairlead_observations_total: {
    kind: 'counter',
    help: 'Values that the mirror took, by the way that they came.',
    labels: { via: ['stream', 'poll'] },
  },
  fairlead_chargers: { kind: 'gauge', help: 'Chargers that are held.', labels: {} },
  fairlead_login: {
    kind: 'gauge',
    help: '1 for the state that the login is in, 0 for the others.',
    labels: { state: loginStateLabels },
  },
  fairlead_stream_sources: {
    kind: 'gauge',
    help: 'Links to the service bus, by state.',
    labels: { state: streamStateLabels },
  },
  fairlead_available_requests: { kind: 'gauge', help: 'Calls that could go to the cloud at once.', labels: {} },
  fairlead_queued_requests: { kind: 'gauge', help: 'Calls that wait for their turn.', labels: {} },
  fairlead_rate_per_second: {
    kind: 'gauge',
    help: 'Calls a second that are allowed now; lower while a neighbour is suspected.',
    labels: {},
  },
  fairlead_paused: { kind: 'gauge', help: '1 while all calls wait for a refusal to pass.', labels: {} },
  fairlead_neighbour_suspected: {
    kind: 'gauge',
    help: '1 while another program seems to use the account.',
    labels: {},
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly kind: 'counter' | 'gauge';
      readonly help: string;
      readonly labels: Readonly<Record<string, readonly string[]>>;
    }
  >
>;

type Table = typeof metricTable;
type NameOfKind<Kind> = { [Name in keyof Table]: Table[Name]['kind'] extends Kind ? Name : never }[keyof Table];

/** Names of the metrics that only rise. */
export type CounterName = NameOfKind<'counter'>;
/** Names of the metrics that rise and fall. */
export type GaugeName = NameOfKind<'gauge'>;

/** The labels of a metric, each with its closed set of values. */
export type LabelsOf<Name extends keyof Table> = {
  readonly [Label in keyof Table[Name]['labels']]: Table[Name]['labels'][Label] extends readonly (infer Value)[]
    ? Value
    : never;
};

/**
 * What a program hands in to be told. Called at once and often: it must be quick; one that throws or rejects is reported to the log.
 *
 * @example
 * const metrics: Metrics = {
 *   count: (name, labels) => counters.get(name)?.inc(labels),
 *   gauge: (name, value, labels) => gauges.get(name)?.set(labels, value),
 * };
 */
export interface Metrics {
  /** Adds one. */
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void;
  /** Sets it to this value. */
  gauge<Name extends GaugeName>(name: Name, value: number, labels: LabelsOf<Name>): void;
}
