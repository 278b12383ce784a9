// One read of an installation's details into the mirror, at the governor's pace.
import type { Answer, CallRequest } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { detailedRecord, withAnswer } from './installation-answers.ts';

/** @throws SdkError, `too-early` where it was read within the hour */
export async function readInstallation(
  { mirror, call }: { readonly mirror: Mirror; readonly call: (request: CallRequest) => Promise<Answer> },
  id: string,
): Promise<void> {
  const answer = await call({ endpoint: 'installation', params: { id }, cause: 'routine', lane: 'command', app: null });
  const detail = { body: answer.body, readAtMs: answer.receivedAtMs };
  const held = mirror.installation(id);
  const record = held ? withAnswer(held, 'detail', detail) : detailedRecord(detail);
  if (!record) {
    throw failure('read an installation', 'unreadable-answer', { aside: '"Id" has a wrong shape' });
  }
  await mirror.apply({ chargers: [], installations: [record], observations: [] });
}
