// Installations and chargers behind the rehearsed cloud, and a bus of its own: enough to follow an account in tests.
import { encodeBusMessage, formatCloudTime } from '@fairlead/protocol';
import type { Clock } from '../clock.ts';
import type { LinkHandler, MessageSource, Settlement } from '../stream/message-source.ts';
import { json } from './rehearsed-cloud.ts';

export interface RehearsedSite {
  readonly installationId: string;
  chargerId(n: number): string;
  serial(n: number): string;
  /** Answers data calls; undefined for what it does not know. */
  answer(request: Request): Response;
  readonly source: MessageSource;
  /** Puts a message on the bus; undefined when no link is open. */
  push(charger: number, stateId: number, value: string): Promise<Settlement> | undefined;
  /** Ends the open link. */
  cut(): void;
  /** Chargers that the list shows; more exist. */
  listed: number;
  /** Overrides every answer but the token's, until set back to null. */
  weather: (() => Response | Promise<Response>) | null;
  mode: string;
  /** `CurrentUserRoles` of every row. */
  roles: number;
}

export function rehearsedSite(clock: Clock, chargers = 3): RehearsedSite {
  const installationId = '1a57a110-0000-4000-8000-000000000001';
  const chargerId = (n: number): string => `c0ffee00-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const serial = (n: number): string => `ZAP${String(n).padStart(6, '0')}`;
  let link: LinkHandler | null = null;
  let sequenceNumber = 0;

  const rowOf = (n: number) => ({
    Id: chargerId(n),
    DeviceId: serial(n),
    Name: `Place ${n}`,
    InstallationId: installationId,
    DeviceType: 4,
    Active: true,
    CurrentUserRoles: site.roles,
    Pin: 'seeded-pin',
    OperatingMode: Number(site.mode),
    IsOnline: true,
  });
  const timestamp = (): string => formatCloudTime(clock.nowMs() * 1000, { zone: false });
  const stateOf = (id: string) => [
    { ChargerId: id, StateId: 710, Timestamp: timestamp(), ValueAsString: site.mode },
    { ChargerId: id, StateId: 510, Timestamp: timestamp(), ValueAsString: '16.000' },
    { ChargerId: id, StateId: 863, Timestamp: timestamp(), ValueAsString: 'seeded-secret' },
  ];
  const chargerPage = (query: URLSearchParams) => {
    const filter = query.get('NameFilter');
    const size = Number(query.get('PageSize') ?? 50);
    const index = Number(query.get('PageIndex') ?? 0);
    const all = Array.from({ length: filter ? chargers : site.listed }, (_, n) => rowOf(n));
    const rows = filter ? all.filter((row) => row.DeviceId.includes(filter)) : all;
    return { Pages: Math.ceil(rows.length / size), Data: rows.slice(index * size, (index + 1) * size), Message: null };
  };
  const details = {
    ...{ Type: 0, Host: '127.0.0.1', Port: 5672, UseSSL: false, Username: 'installation', Password: 'seeded-bus-key' },
    ...{ Topic: 'installation', Subscription: 'default' },
  };

  const site: RehearsedSite = {
    installationId,
    chargerId,
    serial,
    listed: chargers,
    weather: null,
    mode: '1',
    roles: 3,
    answer(request) {
      const { pathname, searchParams } = new URL(request.url);
      const id = pathname.split('/')[3] ?? '';
      if (pathname === '/api/installation') {
        const row = { Id: installationId, Name: 'Site', CurrentUserRoles: site.roles, MessagingEnabled: true };
        return json({ Pages: 1, Data: [row], Message: null });
      }
      if (pathname === '/api/chargers') return json(chargerPage(searchParams));
      if (pathname.endsWith('/messagingConnectionDetails')) return json(details);
      if (pathname.endsWith('/state')) return json(stateOf(id));
      if (pathname.includes('/sendCommand/')) return new Response(null, { status: 200 });
      return new Response(null, { status: 404 });
    },
    source: {
      open: (_details, handler) => {
        link = handler;
        const close = (): Promise<void> => {
          link = null;
          return Promise.resolve();
        };
        return Promise.resolve({ close });
      },
    },
    push(charger, stateId, value) {
      sequenceNumber++;
      const body = encodeBusMessage({
        ...{ DeviceId: serial(charger), DeviceType: 4, ChargerId: chargerId(charger), StateId: stateId },
        ...{ Timestamp: formatCloudTime(clock.nowMs() * 1000, { zone: true }), ValueAsString: value },
      });
      return link?.message({ body, sequenceNumber, enqueuedAtMs: clock.nowMs(), deliveryCount: 0 });
    },
    cut() {
      link?.lost({ condition: 'ECONNRESET', message: 'The connection was reset.', permanent: false });
      link = null;
    },
  };
  return site;
}
