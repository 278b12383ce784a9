// What the control API can do, as one table; the OpenAPI document is made from it.
// Invariant: a route does what the typed handle does, and nothing else.
import type { ControlRoute } from './control-route.ts';
import { faultRoutes } from './fault-routes.ts';
import { houseRoutes } from './house-routes.ts';
import { operatorRoutes } from './operator-routes.ts';
import { scenarioRoutes } from './scenario-routes.ts';
import { worldRoutes } from './world-routes.ts';

export const controlRoutes: readonly ControlRoute[] = [
  ...worldRoutes,
  ...operatorRoutes,
  ...faultRoutes,
  ...scenarioRoutes,
  ...houseRoutes,
];
