// A random program on the emulated cloud, through front doors only: it wishes for calls, asks `decide` before each of
// them, records what it sends and what comes back, and does what is due. `heedless` makes the same calls without asking.
import type { Emulator } from '@fairlead/emulator';
import {
  type AttestationFact,
  type CallFact,
  createLedger,
  type Due,
  decide,
  defaultMargin,
  due,
  type Fact,
  generalAccess,
  type Intent,
  type Known,
  type Ledger,
  record,
} from '@fairlead/policy';
import {
  checkCommand,
  commandState,
  type EndpointId,
  endpoint,
  operatingModes,
  parseErrorBody,
  pathOf,
  stateIds,
} from '@fairlead/protocol';
import type { ManualClock } from './manual-clock.ts';

export interface ProgramWish {
  readonly afterMs: number;
  readonly endpoint: EndpointId;
  /** Which charger, or the installation of which; one more than there are is an id that nobody was ever shown. */
  readonly about: number;
  readonly command: number;
  readonly fields: Readonly<Record<string, number>>;
  readonly query: string;
  readonly cause: CallFact['cause'];
  readonly held: boolean;
  /** Time to the cloud and back. */
  readonly upMs: number;
  readonly downMs: number;
}

export interface ProgramRun {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly manners: 'polite' | 'heedless';
  /** How much of the time to the deadline of a duty is let pass before it is done. */
  readonly lateness01: number;
}

const userAgent = 'fairlead-test/1.0 (+https://example.org)';
/** Each stream is lost after that, and is due again. */
const streamLivesMs = 20 * 60_000;
const neverShown = '0a0a0a0a-0000-4000-8000-000000000000';

/** Begins the program; time is the caller's. Returns the facts that the program itself keeps, filled as time goes by. */
export function beginProgram(
  wishes: readonly ProgramWish[],
  { clock, emulator, manners, lateness01 }: ProgramRun,
): Fact[] {
  const { owner } = emulator.accounts;
  const terms = { tier: generalAccess, margin: defaultMargin };
  let ledger: Ledger = createLedger({ terms, startedAtMs: clock.nowMs(), bucket: 'empty' });
  const facts: Fact[] = [];
  const heldSinceMs = new Map<string, number>();
  const refusedAt = new Map<string, string>();
  let token: string | null = null;
  let calls = 0;
  const planned = new Set<string>();

  const keep = (fact: Fact): void => {
    ledger = record(ledger, fact);
    if (fact.kind === 'call' && fact.answeredAtMs === null) return;
    facts.push(fact);
    if (manners === 'polite') seeToDuties();
  };

  const attempt = (wish: ProgramWish): void => {
    const row = endpoint(wish.endpoint);
    if (row.needsToken && token === null) {
      if (manners === 'polite') attempt({ ...wish, endpoint: 'token', held: false });
      clock.setTimer(() => attempt(wish), 1500);
      return;
    }
    const intent = intentOf(wish);
    if (manners === 'polite') {
      const answer = decide(ledger, intent, clock.nowMs());
      if (answer.kind === 'wait') clock.setTimer(() => attempt(wish), answer.untilMs - clock.nowMs());
      if (answer.kind === 'never' || answer.kind === 'local') planned.delete(`reconcile ${intent.resource}`);
      if (answer.kind !== 'go') return;
    }
    send(wish, intent);
  };

  const send = (wish: ProgramWish, intent: Intent): void => {
    const flying: CallFact = {
      ...intent,
      v: 1,
      kind: 'call',
      id: `call ${++calls}`,
      app: null,
      status: null,
      sentAtMs: clock.nowMs(),
      answeredAtMs: null,
      retryAfterMs: null,
      tokenLifeMs: null,
      bytes: null,
      rows: null,
      code: null,
    };
    keep(flying);
    const path = pathOf(wish.endpoint, { ...paramsOf(wish), commandId: String(wish.command) });
    const bearer = token;
    clock.setTimer(async () => {
      const answer = await emulator.fetch(`${emulator.url}${path}${wish.query}`, requestOf(wish, bearer));
      const text = await answer.text();
      clock.setTimer(() => answered(wish, flying, answer, text), wish.downMs);
    }, wish.upMs);
  };

  const answered = (wish: ProgramWish, flying: CallFact, answer: Response, text: string): void => {
    const nowMs = clock.nowMs();
    const error = answer.ok ? null : parseErrorBody(answer.status, answer.headers.get('content-type'), text);
    const code = error !== null && 'code' in error ? error.code : null;
    const retryAfter = answer.headers.get('retry-after');
    const login = wish.endpoint === 'token' && answer.ok ? (JSON.parse(text) as Login) : null;
    if (login !== null) token = login.access_token;
    if (answer.status === 401) token = null;
    if (answer.ok) heldSinceMs.set(`${flying.path} ${flying.resource}`, nowMs);
    if (flying.class === 'state') planned.delete(`reconcile ${flying.resource}`);
    if (code === 528) refusedAt.set(`${flying.resource} ${flying.command}`, dependedOn(flying.resource));
    keep({
      ...flying,
      status: answer.status,
      answeredAtMs: nowMs,
      retryAfterMs: retryAfter === null ? null : Number(retryAfter) * 1000,
      tokenLifeMs: login === null ? null : login.expires_in * 1000,
      code,
    });
  };

  const seeToDuties = (): void => {
    const nowMs = clock.nowMs();
    for (const act of due(ledger, nowMs)) {
      const plan = `${act.act} ${act.scope}`;
      if (planned.has(plan)) continue;
      planned.add(plan);
      clock.setTimer(() => perform(act, plan), Math.max(0, act.byMs - nowMs) * lateness01);
    }
  };

  /** Opens the group's stream, reads what is to be reconciled, and attests; what is not due any more by then is left. */
  const perform = ({ act, scope }: Due, plan: string): void => {
    const atMs = clock.nowMs();
    const asked = due(ledger, atMs).some((other) => other.act === act && other.scope === scope);
    if (act !== 'reconcile' || !asked) planned.delete(plan);
    if (!asked) return;
    if (act === 'open-stream') openStream(atMs);
    if (act === 'reconcile') reconcile(scope);
    if (act === 'renew') keep(statement(scope as AttestationFact['about'], atMs));
  };

  const openStream = (atMs: number): void => {
    const [scope = ''] = owner.userGroupIds;
    const stream = { v: 1, kind: 'stream', accountId: owner.sub, bus: 'group', scope } as const;
    keep({ ...stream, event: 'opened', atMs });
    clock.setTimer(() => keep({ ...stream, event: 'lost', atMs: clock.nowMs() }), streamLivesMs);
  };

  const reconcile = (chargerId: string | null): void => {
    const about = chargers().findIndex(({ id }) => id === chargerId);
    if (about >= 0) attempt({ ...plainWish, about });
  };

  const statement = (about: AttestationFact['about'], atMs: number): AttestationFact => ({
    ...{
      v: 1,
      kind: 'attestation',
      accountId: owner.sub,
      about,
      by: 'self-test',
      holds: true,
      value: 0,
      version: null,
    },
    statement: 'every call of this program is kept',
    atMs,
  });

  const intentOf = (wish: ProgramWish): Intent => {
    const row = endpoint(wish.endpoint);
    const { charger, installationId } = aboutOf(wish);
    const { id = null } = paramsOf(wish);
    const command = row.class === 'command' ? wish.command : null;
    const setsCurrent = Object.keys(wish.fields).some((name) => name.startsWith('availableCurrent'));
    return {
      accountId: owner.sub,
      door: { scheme: 'http', host: new URL(emulator.url).host },
      class: row.class,
      method: row.method,
      path: row.path,
      resource: id,
      installationId: id === null ? null : installationId,
      command,
      sets:
        row.class === 'update'
          ? row.id === 'installation-update' && setsCurrent
            ? 'available-current'
            : 'other'
          : null,
      narrowing: 'none',
      page: ['PageIndex', 'Cursor'].some((name) => row.query.includes(name)) ? 0 : null,
      pageSize: row.class === 'list' ? 100 : null,
      window: null,
      attempt: 1,
      retryOf: null,
      cause: wish.cause,
      changed: command === null ? (row.class === 'update' ? 'yes' : 'unknown') : changedSince(id, command),
      charging: charger === undefined ? 'unknown' : known(charger.mode === operatingModes.Connected_Charging),
      connected: connectedAt(row.class, charger?.id, installationId),
      allowed: command === null || charger === undefined ? 'unknown' : known(allows(charger, command)),
      shown: id === null ? 'unknown' : known(id !== neverShown),
      userAgent,
      clientAddress: null,
      heldSinceMs: wish.held ? (heldSinceMs.get(`${row.path} ${id}`) ?? null) : null,
    };
  };

  const chargers = () => emulator.world.chargers();
  const aboutOf = ({ about }: ProgramWish) => {
    const charger = chargers()[about];
    return { charger, installationId: charger?.installationId ?? neverShown };
  };

  const paramsOf = (wish: ProgramWish): { id?: string } => {
    if (!endpoint(wish.endpoint).path.includes('{id}')) return {};
    const { charger, installationId } = aboutOf(wish);
    return {
      id: endpoint(wish.endpoint).path.startsWith('/api/chargers') ? (charger?.id ?? neverShown) : installationId,
    };
  };

  const requestOf = (wish: ProgramWish, bearer: string | null): RequestInit => {
    const { method } = endpoint(wish.endpoint);
    const headers = { 'user-agent': userAgent, ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) };
    if (method === 'GET') return { method, headers };
    const { username, password } = owner;
    const body =
      wish.endpoint === 'token'
        ? new URLSearchParams({ grant_type: 'password', username, password }).toString()
        : JSON.stringify(wish.fields);
    return { method, headers, body };
  };

  const dependedOn = (chargerId: string | null): string => {
    const observations = chargers().find(({ id }) => id === chargerId)?.observations;
    const ids = [stateIds.ChargerOperationMode, stateIds.FinalStopActive, stateIds.NextScheduleEvent];
    return JSON.stringify(ids.map((id) => observations?.get(id)?.value ?? null));
  };

  const changedSince = (chargerId: string | null, command: number): Known => {
    const then = refusedAt.get(`${chargerId} ${command}`);
    return then === undefined ? 'unknown' : known(then !== dependedOn(chargerId));
  };

  const connectedAt = (kind: CallFact['class'], chargerId: string | undefined, installationId: string): Known => {
    if (kind !== 'command' && kind !== 'update') return 'unknown';
    const concerned = chargers().filter((one) =>
      kind === 'command' ? one.id === chargerId : one.installationId === installationId,
    );
    return concerned.length === 0
      ? 'unknown'
      : known(concerned.some(({ mode }) => mode !== operatingModes.Disconnected));
  };

  for (const wish of wishes) clock.setTimer(() => attempt(wish), wish.afterMs);
  return facts;
}

interface Login {
  readonly access_token: string;
  readonly expires_in: number;
}

export const plainWish: ProgramWish = {
  afterMs: 0,
  endpoint: 'charger-state',
  about: 0,
  command: 506,
  fields: {},
  query: '',
  cause: 'reconcile',
  held: false,
  upMs: 100,
  downMs: 100,
};

function allows(
  charger: { readonly observations: ReadonlyMap<number, { readonly value: string | null }> },
  command: number,
): boolean {
  const state = commandState((id) => charger.observations.get(id)?.value);
  return checkCommand(command, state).kind === 'send';
}

function known(is: boolean): Known {
  return is ? 'yes' : 'no';
}
