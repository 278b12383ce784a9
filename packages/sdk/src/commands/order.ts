// What is asked of a charger.
import type { CommandName } from './public-command.ts';

export interface Order {
  readonly chargerId: string;
  readonly command: CommandName;
}
