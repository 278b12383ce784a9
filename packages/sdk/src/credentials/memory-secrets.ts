// Keeps secrets for as long as the process lives: a restart logs in again.
import type { SecretKeeper } from './login-ports.ts';

/** The default keeper of secrets: in memory, for one account, until the program ends. */
export function memorySecrets(): SecretKeeper {
  const held = new Map<string, string>();
  return {
    load: (name) => Promise.resolve(held.get(name) ?? null),
    save: (name, value) => {
      if (value === null) held.delete(name);
      else held.set(name, value);
      return Promise.resolve();
    },
  };
}
