// The log of whoever was given none.
import type { Log } from '../account.ts';

const ignore = (): void => {};

export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
