// The house: one well-behaved connection to the cloud, any number of local apps.
export { demoApp } from './apps/app-registry.ts';
export {
  type AccountConfig,
  accountVariables,
  type ConfigSources,
  type GatewayConfig,
  type GatewayConfigInput,
  readConfig,
  type Setting,
  settings,
} from './config.ts';
export type * from './contract.ts';
export { consultDoctor, type DoctorOptions } from './doctor/consult-doctor.ts';
export { doctorViewIn } from './doctor/doctor-view-in.ts';
export { GatewayError, type GatewayErrorCode } from './gateway-error.ts';
export { credentialsFrom } from './secrets/credentials-source.ts';
export { type Gateway, type GatewayOptions, startGateway } from './start-gateway.ts';
export { isFolderHeld } from './store/data-lock.ts';
export { openStore } from './store/store-engine.ts';
