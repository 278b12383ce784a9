// Who may import whom: the table of ARCHITECTURE.md as data.

export interface Room {
  /** Rooms whose front door is open to this one. */
  readonly mayImport: readonly string[];
  /** Only these doors, and only types from them. */
  readonly typesFrom?: readonly string[];
  readonly why: string;
}

const products = ['policy', 'protocol', 'broker', 'sdk', 'emulator', 'gateway', 'fairlead'];

export const rooms: Readonly<Record<string, Room>> = {
  policy: {
    mayImport: [],
    why: 'three programs share one law, and only a law that depends on nothing means the same in all of them',
  },
  protocol: { mayImport: ['policy'], why: "the cloud's vocabulary needs the policy's call classes and nothing else" },
  broker: { mayImport: [], why: 'a broker that knows nothing of charging can be tested, and used, alone' },
  sdk: { mayImport: ['protocol', 'policy'], why: 'a client library must not bring a server along' },
  emulator: {
    mayImport: ['broker', 'protocol', 'policy'],
    why: "an emulator that shares the client's code shares its mistakes and proves nothing",
  },
  gateway: {
    mayImport: ['sdk', 'broker', 'protocol', 'policy'],
    why: 'the gateway must run against the real cloud without a line of the emulator',
  },
  dashboard: {
    mayImport: ['gateway'],
    typesFrom: ['@fairlead/gateway/contract'],
    why: 'the page runs in a browser and knows the gateway by its contract alone',
  },
  fairlead: {
    mayImport: products.filter((room) => room !== 'fairlead'),
    why: 'the command composes the rooms through their front doors',
  },
  test: { mayImport: products, why: 'a scenario that uses more than front doors proves less than it says' },
  bench: { mayImport: products, why: 'a figure counts only for what a user can call' },
  docs: { mayImport: products, why: 'a generated page says what the rooms say of themselves' },
  house: { mayImport: [], why: 'the rules must judge every room and so depend on none' },
  scripts: { mayImport: [], why: 'the scripts must run before any room works' },
};

/** Room to the name of its package. */
export function packageName(room: string): string {
  return room === 'fairlead' ? 'fairlead' : `@fairlead/${room}`;
}

/** `@fairlead/gateway/contract` is the door `./contract` of gateway; null for what is not ours. */
export function doorOf(specifier: string): { readonly room: string; readonly door: string } | null {
  const match = /^(?:@fairlead\/([^/]+)|(fairlead))(\/.+)?$/.exec(specifier);
  if (match === null) return null;
  return { room: match[1] ?? 'fairlead', door: match[3] === undefined ? '.' : `.${match[3]}` };
}

/** Paths between rooms that are open although they are no front door. */
export const passages: readonly { readonly from: RegExp; readonly to: RegExp; readonly why: string }[] = [
  {
    from: /\.test\.ts$|\/src\/testing\//,
    to: /^test\//,
    why: 'the manual clock and other props of tests live in test/',
  },
  { from: /^bench\//, to: /^test\//, why: 'benches use the props of tests' },
  { from: /^test\//, to: /^scripts\//, why: 'scenarios pack the packages and find Chromium as the scripts do' },
  {
    from: /^scripts\/on-node-24\.js$/,
    to: /^packages\/fairlead\/bin\/enough-node\.js$/,
    why: 'the command and our scripts find a Node in the same way',
  },
];
