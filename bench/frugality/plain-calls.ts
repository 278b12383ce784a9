// What both models share: a login when there is no token, JSON, and timers of the day's clock. They queue nothing, so that no
// call is lost: after a refusal they wait a second and call again.
import type { VirtualDay } from '../../test/virtual-day.ts';

export interface PlainCalls {
  login(): Promise<void>;
  get(path: string): Promise<unknown>;
  /** Again and again, each time after so long; ends with the day. */
  every(nextMs: () => number, work: () => Promise<void>): void;
  stop(): void;
}

export function plainCalls({ clock, emulator }: VirtualDay, userAgent: string): PlainCalls {
  const { username, password } = emulator.accounts.owner;
  let token: string | null = null;
  let stopped = false;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, ms));

  const call = async (path: string, init: RequestInit): Promise<Response> => {
    for (;;) {
      const headers = { 'user-agent': userAgent, ...(token !== null && { authorization: `Bearer ${token}` }) };
      const answer = await emulator.fetch(`${emulator.url}${path}`, { ...init, headers });
      if (answer.status !== 429 && answer.status !== 503) return answer;
      await pause(1_000);
    }
  };

  const login = async (): Promise<void> => {
    token = null;
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const answer = await call('/oauth/token', { method: 'POST', body });
    token = ((await answer.json()) as { access_token: string }).access_token;
  };

  return {
    login,
    async get(path) {
      const answer = await call(path, {});
      if (answer.status === 401) {
        await login();
        return (await call(path, {})).json();
      }
      if (answer.status >= 300) throw new Error(`GET ${path} gave ${answer.status}.`);
      return answer.status === 204 ? null : answer.json();
    },
    every(nextMs, work) {
      const run = async (): Promise<void> => {
        if (stopped) return;
        await work();
        clock.setTimer(() => void run(), nextMs());
      };
      clock.setTimer(() => void run(), nextMs());
    },
    stop: () => {
      stopped = true;
    },
  };
}

export interface ListedRow {
  readonly Id: string;
}

interface Page {
  readonly Pages: number;
  readonly Data: readonly ListedRow[];
}

/** The whole list, in pages of 100. */
export async function rowsOf(calls: PlainCalls, path: string): Promise<readonly ListedRow[]> {
  const rows: ListedRow[] = [];
  for (let [index, pages] = [0, 1]; index < pages; index++) {
    const page = (await calls.get(`${path}?PageSize=100&PageIndex=${index}`)) as Page;
    rows.push(...page.Data);
    pages = page.Pages;
  }
  return rows;
}

interface StateItem {
  readonly StateId: number;
  readonly ValueAsString?: string;
}

/** Reads the state and tells whether a car charges (710 is 3). */
export async function chargingBy(calls: PlainCalls, id: string): Promise<boolean> {
  const state = (await calls.get(`/api/chargers/${id}/state`)) as readonly StateItem[];
  return state.some(({ StateId, ValueAsString }) => StateId === 710 && ValueAsString === '3');
}
