// A keeper of secrets whose answers are not waited for without end: a start, or a login, that hung on one would never say why.
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { inTime } from '../in-time.ts';
import type { SecretKeeper } from './login-ports.ts';

/** A secret has below 10 kB: a keeper that takes longer hangs. What it costs then is one login. */
const loadWithinMs = 30_000;
/** Calls wait for a login, and a login for this: thrice what the slowest card takes to write one block safely, 3 s. */
const saveWithinMs = 10_000;

/**
 * Its `load` rejects where nothing came in time. What comes later is nobody's: it is still in the keeper. So does its `save`; what is
 * kept later than that is kept all the same.
 */
export function timelySecrets(secrets: SecretKeeper, clock: Clock): SecretKeeper {
  return {
    async load(name) {
      const loading = (async () => ({ held: await secrets.load(name) }))();
      const loaded = await inTime(loading, clock, loadWithinMs);
      if (loaded !== 'late') return loaded.held;
      throw failure('read a kept secret', 'store-unreadable', {
        happened: `the keeper of secrets has not answered for ${loadWithinMs / 1_000} s`,
      });
    },
    async save(name, value) {
      const saving = (async () => secrets.save(name, value))();
      if ((await inTime(saving, clock, saveWithinMs)) !== 'late') return;
      throw failure('keep a secret', 'store-failed', {
        happened: `the keeper of secrets has not answered for ${saveWithinMs / 1_000} s`,
      });
    },
  };
}
