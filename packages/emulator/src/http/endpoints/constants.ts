// The constants (zaptec-api.md §3.19): the one answer of the data door that asks for no login. The same bytes each time.
import { constantsDocument } from '@fairlead/protocol';
import { jsonText } from '../answers.ts';
import type { CloudAnswer } from '../cloud-request.ts';

/** Written when first asked for, some 37 kB: most emulators are never asked. */
let written: string | undefined;

export function constants(): CloudAnswer {
  written ??= JSON.stringify(constantsDocument());
  return jsonText(200, written);
}
