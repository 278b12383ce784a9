// How a client may say who it is: not at all (CBS follows), MSSBCBS (the same), or PLAIN with key name and key.
import type { Namespace } from '../namespace.ts';
import { sameKey } from '../topic-keys.ts';
import type { Login } from './claims.ts';
import type { RheaConnection, SaslMechanism } from './rhea-types.ts';

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

/** rhea refuses a mechanism that it does not know and goes on waiting; whoever named it has nothing more to say. */
export function refuseUnknown(
  { sasl_transport: { transports } }: RheaConnection,
  mechanisms: Readonly<Record<string, unknown>>,
  refused: () => void,
): void {
  const server = transports[3];
  const { on_sasl_init: init } = server;
  server.on_sasl_init = (frame) => {
    const { performative } = frame;
    if (!Object.hasOwn(mechanisms, String(performative['mechanism']))) {
      // What every object has, such as a constructor, is no mechanism either.
      performative['mechanism'] = '';
      refused();
    }
    init.call(server, frame);
  };
}

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
