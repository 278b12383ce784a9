// The SDK's way to make a folder, for whoever starts a gateway or an emulator: a door of its own, so that the emulated cloud
// makes one without loading the gateway or the SDK.
export { makeFolder } from '@fairlead/sdk/make-folder';
