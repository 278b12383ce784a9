// Reads a small file that holds a secret, and refuses one that others may read by its mode, where that is what guards it. No error quotes what stands in it.
import { type FileHandle, open } from 'node:fs/promises';
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';

/** A login is a line; what is larger is the wrong file. */
const maxBytes = 64 * 1024;

/**
 * @param guardedBy what keeps others out: the file's `mode` (0600 or stricter; not asked on Windows, which has no such modes), or
 *   its `folder`, where the mode says nothing: of a file with an ACL the group's bits show what the ACL allows at most
 * @throws SdkError `credentials-unreadable` when it is not there, no file, too large, or by its mode readable for others
 */
export async function readPrivateFile(path: string, guardedBy: 'mode' | 'folder' = 'mode'): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    // Of the open file, so that nobody can put another one in its place in between.
    const { mode, size } = await file.stat();
    if ((mode & 0o170000) !== 0o100000) throw unreadable(path, 'it is no file', 'Name a file');
    if (guardedBy === 'mode' && process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw unreadable(path, 'other users may read it', 'Run chmod 600 on it');
    if (size > maxBytes) throw unreadable(path, `it is larger than ${maxBytes} bytes`, 'Name the right file');
    return await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof SdkError) throw cause;
    const { code = 'nothing more' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw unreadable(path, `it is not there (${code})`, 'Make it, or name the right file');
    throw unreadable(path, `the system says ${code}`, 'Make it readable for this user alone');
  } finally {
    await file?.close();
  }
}

export function unreadable(path: string, happened: string, remedy: string): SdkError {
  return failure(`read the credentials file ${path}`, 'credentials-unreadable', { happened, remedy });
}
