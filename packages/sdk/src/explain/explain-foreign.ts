// What is not an SdkError, in words: by what it is, since its own text may hold anything and is not quoted.
import { firstKnown, isFetchFailure, isOfNetwork } from '../transport/network-failure.ts';
import type { Explanation, Words } from './explanation.ts';

/**
 * What others throw, and an `SdkError` that this version did not make. `foreign`: everything of which nothing else is known,
 * and what is no error at all.
 */
export const foreignCases = [
  'foreign abort',
  'foreign network',
  'foreign lost link',
  'foreign file',
  'foreign limit',
  'foreign port',
  'foreign database',
  'foreign code',
  'foreign',
] as const;
export type ForeignCase = (typeof foreignCases)[number];

export const wordsOfForeign: Readonly<Record<ForeignCase, Words>> = {
  'foreign abort': {
    happened: "a signal of the program's own, or its time limit, ended something",
    fault: 'program',
    remedy: 'Ask again when it is wanted, or with a longer limit',
  },
  'foreign network': {
    happened: 'a connection failed that this library did not make, or handed over as it was',
    fault: 'network',
    remedy: 'Read its code, and look at the address and at the network of this machine',
  },
  'foreign lost link': {
    happened: 'a source of messages could not open a link to the bus, or lost it',
    fault: 'network',
    remedy: 'Read its condition and its message; unless it is permanent, the account opens a link again by itself',
  },
  'foreign file': {
    happened: 'the system refused a file, a folder or something else that the program asked for by name',
    fault: 'person',
    remedy: 'Read its code and its path, and look whether it is there and who may use it',
  },
  'foreign limit': {
    happened: 'the system has no room for more: on a disk, in memory, or of open files',
    fault: 'person',
    remedy: 'Read its code, and make room for it or allow more',
  },
  'foreign port': {
    happened: 'a port or an address cannot be listened at',
    fault: 'person',
    remedy: 'Read its code; end what has the port, or choose another one',
  },
  'foreign database': {
    happened: 'a database could not be opened, read or written',
    fault: 'person',
    remedy: 'Read its message, and look at its file and the folder of it',
  },
  'foreign code': {
    happened: 'an SdkError has a code that this version of the library does not know',
    fault: 'program',
    remedy: 'Read its message; look whether one version of the library runs, and who made the error',
  },
  foreign: {
    happened: 'something else than this library threw',
    fault: 'program',
    remedy: 'Read its own message and its stack',
  },
};

/** Whatever was thrown, a proxy that throws at every look too. */
export function explainForeign(error: unknown): Explanation {
  const subject = caseOf(error);
  return { subject, ...wordsOfForeign[subject] };
}

function caseOf(error: unknown): ForeignCase {
  if (!(error instanceof Error)) return 'foreign';
  switch (error.name) {
    case 'LinkLossError':
      return 'foreign lost link';
    case 'AbortError':
    case 'TimeoutError':
      return 'foreign abort';
    default:
      return isFetchFailure(error) ? 'foreign network' : caseOfKnown(firstKnown(error));
  }
}

function caseOfKnown(known: ReturnType<typeof firstKnown>): ForeignCase {
  if (known === null) return 'foreign';
  const { code, error } = known;
  const ofSystem = systemCases[code];
  if (ofSystem !== undefined && ofSystem !== 'foreign file') return ofSystem;
  // Files, sockets to a server and ports to listen at share codes; which it was the error tells as `syscall`.
  const { syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'listen' || syscall === 'bind') return 'foreign port';
  return isOfNetwork(code) || syscall === 'connect' ? 'foreign network' : (ofSystem ?? 'foreign');
}

const fileCodes =
  'ENOENT EISDIR ENOTDIR ENOTEMPTY EEXIST EACCES EPERM EROFS EBUSY ETXTBSY ELOOP ENAMETOOLONG EXDEV ENXIO ENODEV EIO';
const limitCodes = 'ENOSPC EDQUOT EFBIG EMFILE ENFILE ENOMEM ENOBUFS OUT_OF_MEM';

/** Codes that are no connection's. Sources: Node's table of system errors, the codes of `node:sqlite`, of signals and of undici. */
const systemCases: Readonly<Partial<Record<string, ForeignCase>>> = {
  ...casesOf(fileCodes, 'foreign file'),
  ...casesOf(limitCodes, 'foreign limit'),
  ...casesOf('EADDRINUSE', 'foreign port'),
  ...casesOf('ERR_SQLITE_ERROR', 'foreign database'),
  ...casesOf('ABORT_ERR UND_ERR_ABORTED', 'foreign abort'),
};

function casesOf(codes: string, name: ForeignCase): Record<string, ForeignCase> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, name]));
}
