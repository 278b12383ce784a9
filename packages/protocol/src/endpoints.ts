// The allow list: every call that the cloud's public documents name, and no other.
// Invariant: frozen; one row per EndpointId; a method and path pair occurs once.
import type { Endpoint, EndpointId } from './endpoint.ts';

// Public OpenAPI document of 2026 (version 1, 17 paths).
const openApi = 'https://api.zaptec.com/swagger/v1/swagger.json';
const reference = 'https://docs.zaptec.com/reference';

/** Query parameters that both lists take. Arrays repeat the key: `Exclude=a&Exclude=b`. */
const listQuery = [
  'Roles',
  'DeviceType',
  'InstallationType',
  'NameFilter',
  'ReturnIdNameOnly',
  'SortProperty',
  'SortDescending',
  'PageSize',
  'PageIndex',
  'IncludeDisabled',
  'Exclude',
] as const;

const rows: readonly Endpoint[] = [
  {
    id: 'token',
    method: 'POST',
    path: '/oauth/token',
    class: 'token',
    query: [],
    needsToken: false,
    deprecated: null,
    source: 'https://docs.zaptec.com/docs/api-authentication',
  },
  {
    id: 'installations',
    method: 'GET',
    path: '/api/installation',
    class: 'list',
    query: [...listQuery, 'ExcludeIfVisibleForUserGroupLookupKey'],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'installation',
    method: 'GET',
    path: '/api/installation/{id}',
    class: 'detail',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'installation-hierarchy',
    method: 'GET',
    path: '/api/installation/{id}/hierarchy',
    class: 'hierarchy',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'installation-update',
    method: 'POST',
    path: '/api/installation/{id}/update',
    class: 'update',
    query: [],
    needsToken: true,
    deprecated: null,
    source: `${reference}/api_installation_id_update_post`,
  },
  {
    id: 'installation-stream-details',
    method: 'GET',
    path: '/api/installation/{id}/messagingConnectionDetails',
    class: 'stream-details',
    query: [],
    needsToken: true,
    deprecated: {
      insteadId: 'group-stream-details',
      note: 'Deprecated, still works in 2026; the user-group bus needs a user group with messaging switched on.',
    },
    source: 'https://docs.zaptec.com/docs/zaptec-service-bus-subscriptions',
  },
  {
    id: 'group-stream-details',
    method: 'GET',
    path: '/api/userGroups/{id}/messagingConnectionDetails',
    class: 'stream-details',
    query: [],
    needsToken: true,
    deprecated: null,
    source: 'https://docs.zaptec.com/docs/zaptec-service-bus-subscriptions',
  },
  {
    id: 'chargers',
    method: 'GET',
    path: '/api/chargers',
    class: 'list',
    query: [...listQuery, 'InstallationId'],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'charger',
    method: 'GET',
    path: '/api/chargers/{id}',
    class: 'detail',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'charger-state',
    method: 'GET',
    path: '/api/chargers/{id}/state',
    class: 'state',
    query: [],
    needsToken: true,
    deprecated: null,
    source: 'https://docs.zaptec.com/page/api-changes-what-you-need-to-know',
  },
  {
    id: 'charger-update',
    method: 'POST',
    path: '/api/chargers/{id}/update',
    class: 'update',
    query: [],
    needsToken: true,
    deprecated: null,
    source: `${reference}/api_chargers_id_update_post`,
  },
  {
    id: 'charger-command',
    method: 'POST',
    path: '/api/chargers/{id}/sendCommand/{commandId}',
    class: 'command',
    query: [],
    needsToken: true,
    deprecated: null,
    source: `${reference}/charger_sendcommand_post`,
  },
  {
    id: 'firmware',
    method: 'GET',
    path: '/api/chargerFirmware/installation/{installationId}',
    class: 'firmware',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'charge-history',
    method: 'GET',
    path: '/api/chargehistory',
    class: 'history',
    query: [
      'InstallationId',
      'UserId',
      'ChargerId',
      'From',
      'To',
      'GroupBy',
      'DetailLevel',
      'SortProperty',
      'SortDescending',
      'PageSize',
      'PageIndex',
      'IncludeDisabled',
      'Exclude',
    ],
    needsToken: true,
    deprecated: {
      insteadId: 'archived-sessions',
      note: 'Deprecated; one client expects its removal by 2027-01-01, the cloud has named no date.',
    },
    source: 'https://docs.zaptec.com/page/archived-session-endpoints-and-legacy-session-deprecation-planned',
  },
  {
    id: 'installation-report',
    method: 'POST',
    path: '/api/chargehistory/installationreport',
    class: 'report',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'installation-report-query',
    method: 'GET',
    path: '/api/chargehistory/installationreport',
    class: 'report',
    query: ['FromDate', 'EndDate', 'InstallationId', 'UserIds', 'ChargerIds', 'GroupBy'],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'session',
    method: 'GET',
    path: '/api/session/{id}',
    class: 'history',
    query: [],
    needsToken: true,
    deprecated: null,
    source: `${reference}/api_session_id_get`,
  },
  {
    id: 'session-priority',
    method: 'POST',
    path: '/api/session/{id}/priority',
    class: 'update',
    query: [],
    needsToken: true,
    deprecated: null,
    source: openApi,
  },
  {
    id: 'archived-sessions',
    method: 'GET',
    path: '/api/sessions/archived',
    class: 'history',
    // `UserId` is named in one text only.
    query: ['InstallationId', 'ChargerId', 'UserId', 'From', 'To', 'PageSize', 'Cursor'],
    needsToken: true,
    deprecated: null,
    source: 'https://docs.zaptec.com/page/archived-session-endpoints-and-legacy-session-deprecation-planned',
  },
  {
    id: 'constants',
    method: 'GET',
    path: '/api/constants',
    class: 'constants',
    query: [],
    needsToken: false,
    deprecated: null,
    source: openApi,
  },
];

function frozenRow(row: Endpoint): Endpoint {
  return Object.freeze({ ...row, query: Object.freeze([...row.query]), deprecated: Object.freeze(row.deprecated) });
}

/** The whole allow list, frozen. */
export const endpoints: readonly Endpoint[] = Object.freeze(rows.map(frozenRow));

const byId = new Map(endpoints.map((row) => [row.id, row]));

/** The row of an id. Total: every `EndpointId` has one (a test holds it). */
export function endpoint(id: EndpointId): Endpoint {
  const row = byId.get(id);
  if (row === undefined) throw new RangeError(`Failed to find an endpoint: ${String(id)} is no endpoint id.`);
  return row;
}
