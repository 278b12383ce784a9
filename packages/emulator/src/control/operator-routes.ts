// Who may log in, how everybody stands, and what the provider's operator does about it.
import { formatFact } from '@fairlead/policy';
import { type ControlRoute, deed, get } from './control-route.ts';
import { told } from './control-schema.ts';
import { actionBody, operate } from './operator-action.ts';

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const account = {
  ...{ username: text, password: text, sub: text },
  userGroupIds: { type: 'array', items: text },
} as const;
const subject = told({ kind: { type: 'string', enum: ['account', 'address'] }, id: text });
const standing = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['good-standing', 'warned', 'suspended', 'terminated'] },
    subject,
    atMs: number,
    points: number,
    sentence: text,
  },
  required: ['kind', 'subject', 'atMs', 'points', 'sentence'],
} as const;
const signed = { kind: text, who: text, why: text, atMs: number };

export const operatorRoutes: readonly ControlRoute[] = [
  get(
    '/accounts',
    'Who may log in, with the public demo passwords',
    told({
      ...{ owner: told(account), service: told(account), user: told(account), stranger: told(account) },
      partner: told({ ...account, lookupKey: text }),
    }),
    ({ accounts }) => accounts,
  ),
  get(
    '/oauth-clients',
    'Clients of the announced OAuth',
    told({ app: told({ clientId: text }), server: told({ clientId: text, clientSecret: text }) }),
    ({ oauthClients: { app, server } }) => ({
      app: { clientId: app.clientId },
      server: { clientId: server.clientId, clientSecret: server.clientSecret },
    }),
  ),
  get(
    '/standings',
    'How everybody stands of whom something was found',
    { type: 'array', items: standing },
    ({ operator }) => operator.standings(),
  ),
  get(
    '/accounts/{id}/standing',
    'How an account stands; who is not known stands well',
    standing,
    ({ operator }, { id }) => operator.standingOf({ kind: 'account', id }),
  ),
  get(
    '/accounts/{id}/tier',
    'What an account may do',
    told({ name: text, ratePerSecond: number, burst: number }),
    ({ operator }, { id }) => operator.tierOf(id),
  ),
  get(
    '/steps',
    'The latest steps up and down the ladder',
    {
      type: 'array',
      items: told({
        ...{ subject, atMs: number, from: text, to: text, untilMs: { type: ['number', 'null'] } },
        because: { type: 'object' },
        evidence: { type: 'array' },
      }),
    },
    ({ operator }) => operator.steps(),
  ),
  get(
    '/findings',
    'The verdict on every clause, at most 10 s old',
    { type: 'object', properties: { verdicts: { type: 'array' } }, required: ['verdicts'] },
    ({ operator }) => operator.report(),
  ),
  get(
    '/operator-actions',
    'What operators did',
    { type: 'array', items: { type: 'object', properties: signed, required: Object.keys(signed) } },
    ({ operator }) => operator.actions(),
  ),
  deed(['POST', '/operator-actions'], 'Act as the operator', actionBody, ({ operator }, { told }) =>
    operate(operator, told),
  ),
  get('/calls', 'The last 50,000 calls as JSON lines, the journal format of the policy', 'json-lines', (emulator) =>
    emulator.calls().map(formatFact).join('\n'),
  ),
  get(
    '/stream-events',
    'The last 10,000 openings and losses of streams as JSON lines, which the judge is fed beside the calls',
    'json-lines',
    (emulator) => emulator.streamEvents().map(formatFact).join('\n'),
  ),
  get(
    '/call-counts',
    'Calls since the start or the last reset, by status',
    told({ total: { type: 'integer' }, byStatus: { type: 'object', additionalProperties: { type: 'integer' } } }),
    (emulator) => {
      const { total, byStatus } = emulator.callCounts();
      return { total, byStatus: Object.fromEntries(byStatus) };
    },
  ),
];
