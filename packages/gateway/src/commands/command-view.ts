// A kept command as `/v1` shows it.
import type { CommandView } from '../contract.ts';
import { accountOf } from '../store/shelf.ts';
import type { StoredCommand } from '../store/store.ts';
import { isoOf, isoOrNull } from '../views/instant.ts';

export function commandView(command: StoredCommand): CommandView {
  return {
    accountId: accountOf(command.accountId),
    id: command.id,
    chargerId: command.chargerId,
    command: command.command,
    state: command.state,
    app: command.app,
    reason: command.reason,
    acceptedAt: isoOf(command.acceptedAtMs),
    sentAt: isoOrNull(command.sentAtMs),
    endedAt: isoOrNull(command.endedAtMs),
  };
}

export function hasEnded({ state }: Pick<StoredCommand, 'state'>): boolean {
  switch (state) {
    case 'accepted':
    case 'checked':
    case 'queued':
    case 'sent':
      return false;
    case 'confirmed':
    case 'refused':
    case 'unconfirmed':
      return true;
  }
}
