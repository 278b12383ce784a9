// What 403 and 404 say of connection details, and who can help (zaptec-api.md §4.2, §4.5).
import { failure } from '../explain/failure.ts';
import type { SdkError } from '../sdk-error.ts';
import type { StreamScope } from '../stream/stream-scope.ts';

export function streamDenial(error: SdkError, bus: StreamScope['bus']): SdkError {
  const { status } = error;
  if (status !== 403 && status !== 404) return error;
  const happened =
    status === 403
      ? 'this account may not read it: a right is missing, or its messages are switched off'
      : 'the cloud knows no such subscription: its id is another one, or nobody read it for 14 days and it was removed';
  const remedy =
    bus === 'group'
      ? 'Compare the id with the portal’s, or ask the group’s owner or the support of Zaptec to switch it on'
      : 'Switch on "message subscription" in the portal, as Owner or Service of the installation';
  return failure('open the stream', error.code, {
    ...{ happened, remedy, aside: `status ${status}` },
    ...{ status, cause: error },
  });
}
