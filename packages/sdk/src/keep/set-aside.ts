// A kept file that is damaged is put beside the new one. Bound: the last one of each name, none before.
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../account.ts';
import { holdsNoKey, type SecretBox } from '../credentials/secret-box.ts';
import { readSecret } from '../credentials/secret-file.ts';

/** @throws the system's error where it cannot be moved */
export function moveAside(file: string): void {
  renameSync(file, `${file}.damaged`);
}

export function tellSetAside(file: string, log: Log): void {
  log.warn({ file }, `The file ${file} is damaged and was set aside as ${file}.damaged; it begins anew.`);
}

/** Moved and told; where it cannot be moved whoever writes it next says why. */
export function setAside(file: string, log: Log): void {
  try {
    moveAside(file);
  } catch {
    return;
  }
  tellSetAside(file, log);
}

/** What the file says; null where there is none, and where it does not open: then it is set aside. @throws SdkError `store-unreadable` */
export function openOrSetAside(file: string, record: string, box: SecretBox, log: Log): string | null {
  const sealed = readSecret(file);
  if (sealed === null) return null;
  const text = box.open(record, sealed);
  if (text === null) setAside(file, log);
  return text;
}

/** A key that is none, and what was sealed with the one that it was: that opens no more, and the key's line tells of it. */
export function setKeyAside(folder: string, log: Log): void {
  const file = join(folder, 'secret-key');
  if (!holdsNoKey(file)) return;
  try {
    moveAside(file);
    for (const name of readdirSync(folder)) if (name.endsWith('.sealed')) moveAside(join(folder, name));
  } catch {
    return; // whoever opens it says why it cannot be used
  }
  tellSetAside(file, log);
}
