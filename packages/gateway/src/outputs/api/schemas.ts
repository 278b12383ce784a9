// The contract's shapes as schemas: validation and OpenAPI. Each is held to its type in contract.ts by the compiler.
import { z } from 'zod';
import type {
  AccountView,
  ChargerDetailView,
  ChargerView,
  CommandView,
  DoctorView,
  FairUseView,
  InstallationView,
  ObservationView,
  Problem,
  StreamView,
} from '../../contract.ts';

const instant = z.string().meta({ format: 'date-time' });
const mostAgeMs = z
  .number()
  .nullable()
  .describe(
    'How old this can be at most while the cloud answers, ms; not the time since it changed. Null: nothing keeps it up to date.',
  );
const sourced = <T extends z.ZodType>(value: T) =>
  z.object({
    value: value.nullable(),
    observedAt: instant.nullable(),
    receivedAt: instant.nullable(),
    via: z.enum(['stream', 'poll']).nullable(),
    mostAgeMs,
  });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.string(),
    clause: z.string().exactOptional(),
    retryAfterMs: z.number().exactOptional(),
  })
  .meta({ id: 'Problem' }) satisfies z.ZodType<Problem>;

export const commandSchema = z
  .object({
    accountId: z.string(),
    id: z.string(),
    chargerId: z.string(),
    command: z.enum(['pause', 'resume']),
    state: z.enum(['accepted', 'checked', 'queued', 'sent', 'confirmed', 'refused', 'unconfirmed']),
    app: z.string(),
    reason: z.string().nullable(),
    acceptedAt: instant,
    sentAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Command' }) satisfies z.ZodType<CommandView>;

const chargerFields = {
  accountId: z.string(),
  id: z.string(),
  serial: z.string(),
  name: z.string(),
  installationId: z.string().nullable(),
  model: z.string(),
  freshness: z.enum(['live', 'recent', 'stale', 'unknown']),
  lastSeenAt: instant.nullable(),
  online: sourced(z.boolean()),
  mode: sourced(
    z.enum(['unknown', 'disconnected', 'requesting', 'charging', 'finished', 'paused', 'waiting-for-authorisation']),
  ),
  powerW: sourced(z.number()),
  sessionEnergyKwh: sourced(z.number()),
  currentA: sourced(z.tuple([z.number(), z.number(), z.number()]).readonly()),
  allocatedCurrentA: sourced(z.number()),
  sessionId: z.string().nullable(),
  commands: z.array(commandSchema).readonly(),
};
export const chargerSchema = z.object(chargerFields).meta({ id: 'Charger' }) satisfies z.ZodType<ChargerView>;

const observationSchema = z
  .object({
    accountId: z.string(),
    chargerId: z.string(),
    stateId: z.number(),
    name: z.string().nullable(),
    unit: z.string().nullable(),
    value: z.string().nullable(),
    observedAt: instant,
    receivedAt: instant,
    via: z.enum(['stream', 'poll']),
    mostAgeMs,
    clockSuspect: z.boolean(),
  })
  .meta({ id: 'Observation' }) satisfies z.ZodType<ObservationView>;

export const chargerDetailSchema = z
  .object({ ...chargerFields, observations: z.array(observationSchema).readonly() })
  .meta({ id: 'ChargerDetail' }) satisfies z.ZodType<ChargerDetailView>;

export const installationSchema = z
  .object({
    accountId: z.string(),
    id: z.string(),
    name: z.string(),
    chargerCount: z.number(),
    maxCurrentA: z.number().nullable(),
    availableCurrentA: z.number().nullable(),
    readAt: instant,
    mostAgeMs,
  })
  .meta({ id: 'Installation' }) satisfies z.ZodType<InstallationView>;

const streamStates = z.enum(['off', 'connecting', 'live', 'quiet', 'stale', 'shared', 'down']);
export const streamSchema = z
  .object({
    accountId: z.string(),
    state: streamStates,
    sources: z
      .array(
        z.object({
          bus: z.enum(['group', 'installation']),
          scope: z.string(),
          state: streamStates,
          since: instant,
          lastMessageAt: instant.nullable(),
          messages: z.number(),
          reconnects: z.number(),
          undecodable: z.number(),
          subscriptionEndsAt: instant
            .nullable()
            .describe('When the cloud removes the subscription should nobody read it; null while it is read.'),
          trouble: z.string().nullable(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Stream' }) satisfies z.ZodType<StreamView>;

export const fairUseSchema = z
  .object({
    accountId: z.string(),
    ratePerSecond: z.number(),
    burst: z.number(),
    availableRequests: z.number(),
    queued: z.number(),
    callsLastMinute: z.number(),
    callsToday: z.number(),
    refusalsToday: z.number(),
    pausedUntil: instant.nullable(),
    clauses: z
      .array(
        z.object({
          clause: z.string(),
          title: z.string(),
          verdict: z.enum(['kept', 'broken', 'not-applicable', 'cannot-tell']),
          evidence: z.string(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'FairUse' }) satisfies z.ZodType<FairUseView>;

export const accountSchema = z
  .object({
    accountId: z.string(),
    login: z.enum(['not-yet', 'ok', 'refused', 'unreachable']),
    trouble: z.string().nullable(),
  })
  .meta({ id: 'Account' }) satisfies z.ZodType<AccountView>;

const findingLevel = z.enum(['ok', 'warning', 'problem']);
export const doctorSchema = z
  .object({
    examinedBy: z.enum(['doctor', 'gateway']),
    at: instant,
    calls: z.number().describe('Calls to the cloud that this examination cost.'),
    level: findingLevel,
    findings: z
      .array(
        z.object({
          accountId: z.string(),
          level: findingLevel,
          code: z.string(),
          what: z.string(),
          why: z.string().nullable(),
          remedy: z.string().nullable(),
          ask: z.string().nullable(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Doctor' }) satisfies z.ZodType<DoctorView>;

/** A list as every list of `/v1`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), next: z.string().nullable() });

export const pageQuery = z.object({
  after: z.string().max(200).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(100).describe('Items at most.'),
});
