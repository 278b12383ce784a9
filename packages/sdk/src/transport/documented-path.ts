// The path of a call that may leave: an endpoint of the table with exactly its ids, and of the commands the public ones alone.
import { type EndpointId, ProtocolError, pathOf, publicCommands } from '@fairlead/protocol';

const publicIds: readonly string[] = Object.values(publicCommands).map(String);

/** What a caller may put there, for a sentence. */
export const publicCommandIds = publicIds.join(', ');

/**
 * Looked at as it leaves: the cloud may take `0506`, `+506` or digits of another script for a number of its own.
 *
 * @throws ProtocolError for an id that would reach another path, and for a command that is not public
 */
export function documentedPath(id: EndpointId, params: Readonly<Record<string, string>>): string {
  const path = pathOf(id, params);
  if (id !== 'charger-command' || publicIds.includes(path.slice(path.lastIndexOf('/') + 1))) return path;
  throw new ProtocolError(
    `Failed to build the path of ${id}: parameter "commandId" is no public command. Pass one of: ${publicCommandIds}.`,
    { code: 'unsafe-parameter', subject: 'commandId' },
  );
}
