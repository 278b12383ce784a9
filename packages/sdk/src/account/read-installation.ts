// One read of an installation's details into the mirror, at the governor's pace.
import type { Answer, CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { installationRecordOf } from './cloud-rows.ts';

/** @throws SdkError, `too-early` where it was read within the hour */
export async function readInstallation(
  { mirror, call }: { readonly mirror: Mirror; readonly call: (request: CallRequest) => Promise<Answer> },
  id: string,
): Promise<void> {
  const answer = await call({ endpoint: 'installation', params: { id }, cause: 'routine', lane: 'command', app: null });
  const record = installationRecordOf(answer.body, answer.receivedAtMs);
  if (!record) {
    throw failure('read an installation', 'unreadable-answer', { aside: '"Id" has a wrong shape' });
  }
  const detail = { readAtMs: record.readAtMs, body: record.row };
  await mirror.apply({ chargers: [], installations: [{ ...record, answers: { detail } }], observations: [] });
}
