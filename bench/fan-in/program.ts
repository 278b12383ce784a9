// One program of the fan-in bench: does its errand, all at once, and reports.

interface Place {
  readonly url: string;
  readonly key: string;
  readonly chargers: readonly string[];
}

export type Errand =
  | (Place & { readonly kind: 'pause' })
  | (Place & { readonly kind: 'states'; readonly app: string })
  | (Place & { readonly kind: 'straight' });

export interface Report {
  /** How many of its calls had the end that was wanted. */
  readonly good: number;
}

const ended = new Set(['confirmed', 'refused', 'unconfirmed']);
const confirmWithinMs = 120_000;

/** Told to the parent when the program is up: what is measured begins with the errand. */
process.send?.('up');
process.once('message', (errand: Errand) => {
  run(errand).then(
    (good) => {
      process.send?.({ good } satisfies Report, () => process.disconnect());
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(errand: Errand): Promise<number> {
  switch (errand.kind) {
    case 'pause':
      return count(errand.chargers, (charger) => pause(errand, charger));
    case 'states': {
      const token = await localLogin(errand.url, errand.app, errand.key);
      return count(errand.chargers, async (charger) => {
        const answer = await fetch(`${errand.url}/api/chargers/${charger}/state`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return answer.ok && ((await answer.json()) as readonly unknown[]).length > 10;
      });
    }
    case 'straight':
      return count(errand.chargers, async (charger) => {
        const answer = await fetch(`${errand.url}/api/chargers/${charger}/sendCommand/506`, {
          method: 'POST',
          headers: { authorization: `Bearer ${errand.key}` },
        });
        return answer.ok;
      });
  }
}

async function count(chargers: readonly string[], act: (charger: string) => Promise<boolean>): Promise<number> {
  return (await Promise.all(chargers.map(act))).filter(Boolean).length;
}

/** Asks once and follows the command to its end. */
async function pause({ url, key }: Place, charger: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${key}` };
  const asked = await fetch(`${url}/v1/chargers/${charger}/pause`, { method: 'POST', headers });
  let command = (await asked.json()) as { readonly id: string; readonly state: string };
  const untilMs = Date.now() + confirmWithinMs;
  while (!ended.has(command.state) && Date.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = await fetch(`${url}/v1/commands/${command.id}`, { headers });
    command = (await now.json()) as { readonly id: string; readonly state: string };
  }
  return command.state === 'confirmed';
}

async function localLogin(url: string, username: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}
