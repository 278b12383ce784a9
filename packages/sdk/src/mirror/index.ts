// The mirror's front door.
export { type FileKeeper, type FileKeeperOptions, fileKeeper } from './file-keeper.ts';
export { maxChargers } from './holdings.ts';
export { KeeperError } from './keeper-error.ts';
export { memoryKeeper } from './memory-keeper.ts';
export { merge } from './merge.ts';
export type { Mirror, MirrorChange } from './mirror.ts';
export { type MirrorOptions, openMirror } from './open-mirror.ts';
export { clockToleranceMs, receive } from './receive.ts';
