// §4: the cloud is reached through the provided API and through nothing else. A rehearsal reaches no cloud.
import type { Clause } from '../clause.ts';
import { type Door, schemes } from '../fact.ts';

/** The provider's own names; of these only one is the API's. */
const provider = /(^|\.)zaptec\.com$/;
/** Names and numbers that never leave the machine (RFC 6761, RFC 1122, RFC 4291). */
const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Where the service bus is (zaptec-api.md §4.1); AMQP over TLS, or over a WebSocket. */
const bus = /\.servicebus\.windows\.net$/;

export const properDoor: Clause = {
  id: 'proper-door',
  kind: 'limit',
  title: 'Come in by the API alone',
  section: ['4'],
  why: "The portal's doors and live feeds are built for its own pages; programs that use them break with every change and load what was not built for them.",
  source: { kind: 'policy', where: 'Fair Use policy §4, means other than the provided API', date: '2026-11-22' },
  appliesTo: 'all',
  limits: [{ name: 'calls through other doors', value: 0, unit: 'calls', source: 'policy' }],
  severity: 'major',
  escalates: null,
  implies: [{ clause: 'documented-only', because: "a portal's own path is no documented call either" }],
  remedy: 'Call https://api.zaptec.com, and read the service bus with the connection details that the API hands out.',
  decided:
    'Any call but one through https://api.zaptec.com is refused for good. Loopback is a rehearsal and free, and so is a host that the terms name as one; a host of the provider never is.',
  judged:
    'Counts calls by their scheme and host. amqps and wss to *.servicebus.windows.net are the door of the service bus. Loopback and the hosts given to the judge as doors are rehearsals, by whatever scheme.',
  examples: {
    keeps: '0  detail c1',
    breaks: '0  detail c1 door=https://portal.zaptec.com',
  },
  ask(ledger, intent) {
    const { scheme, host } = intent.door;
    const proper = ledger.trespass.doors.of(host, (text) => properSchemes(text, ledger.terms.doors));
    if (proper.includes(scheme)) return null;
    return { kind: 'never', clause: 'proper-door', instead: 'the same call through https://api.zaptec.com' };
  },
  due: null,
};

/** By which schemes this host is a door. The provider's names come first: nobody declares the cloud a rehearsal. */
function properSchemes(host: string, rehearsals: readonly string[]): readonly Door['scheme'][] {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (provider.test(name)) return /^api\.zaptec\.com(:443)?$/i.test(host) ? ['https'] : [];
  if (loopback.test(name) || rehearsals.includes(host)) return schemes;
  return bus.test(name) ? ['amqps', 'wss'] : [];
}
