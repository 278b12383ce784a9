// Whether things can be kept in a folder that a program named. One that never will do is refused at once: without a log nobody
// would learn that nothing is kept. A disk in trouble (full, read-only, faulty) is no mistake of the program's and stops nothing.
import { accessSync, constants, readdirSync } from 'node:fs';
import { makeFolder } from '../credentials/make-folder.ts';
import { failure } from '../explain/failure.ts';

const noFolder = 'a file is where a folder is to be';
const notAllowed = 'this user may not write there';
const cannotBeMade = 'no folder can be made there';

/** Codes of the system that only another name, or another right, changes. */
const misplaced: Readonly<Record<string, string>> = {
  ...{ ENOTDIR: noFolder, EEXIST: noFolder },
  ...{ EACCES: notAllowed, EPERM: notAllowed },
  ...{ ENOENT: cannotBeMade, ELOOP: cannotBeMade, ENAMETOOLONG: cannotBeMade, EINVAL: cannotBeMade },
};

/** Makes it where it is missing. @throws SdkError `store-unreadable` */
export function mustBeUsable(folder: string): void {
  try {
    makeFolder(folder);
    readdirSync(folder);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const happened = misplaced[(cause as NodeJS.ErrnoException).code ?? ''];
    // Whoever opens it says what a disk has, and goes on without it.
    if (happened === undefined) return;
    const remedy = 'Name a folder that this user may write, or say keepIn: false';
    throw failure(`keep in ${folder}`, 'store-unreadable', { happened, remedy });
  }
}
