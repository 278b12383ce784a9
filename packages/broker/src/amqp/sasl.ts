// How a client may say who it is: not at all (CBS follows), MSSBCBS (the same), or PLAIN with key name and key.
import type { Namespace } from '../namespace.ts';
import { sameKey } from '../topic-keys.ts';
import type { Login } from './claims.ts';
import type { SaslMechanism } from './rhea-types.ts';

/** Longest PLAIN answer that is read: key names have at most 256 characters, keys 44. */
const longestPlain = 1024;

export interface SaslOptions {
  readonly namespace: Namespace;
  readonly loggedIn: (login: Login) => void;
  /** The answer "refused" is on its way. */
  readonly refused: () => void;
}

/** In the order in which they are offered. */
export const saslMechanisms = (options: SaslOptions): Record<string, () => SaslMechanism> => ({
  MSSBCBS: anonymous,
  PLAIN: () => plain(options),
  ANONYMOUS: anonymous,
});

function anonymous(): SaslMechanism {
  return {
    outcome: undefined,
    username: undefined,
    start() {
      this.outcome = true;
      this.username = 'anonymous';
    },
  };
}

function plain({ namespace, loggedIn, refused }: SaslOptions): SaslMechanism {
  return {
    outcome: undefined,
    username: undefined,
    start(response) {
      const [, keyName, key] = Buffer.from(response ?? [])
        .subarray(0, longestPlain)
        .toString('utf8')
        .split('\0');
      this.outcome = Boolean(keyName && key && namespace.knowsKey(keyName, (held) => sameKey(held, key)));
      if (this.outcome && keyName && key) {
        this.username = keyName;
        loggedIn({ keyName, key });
      } else refused();
    },
  };
}
