// Instants in answers other than the state list, rounded as that list's database rounds (§10.14: a session that ended at
// .518201 by 723 has .517 in history).
import { formatCloudTime } from '@fairlead/protocol';
import type { Switches } from '../switches/switches.ts';
import { roundToTickUs } from './state-body.ts';

/** @param zone `Z` in the archive and in sessions by id, none in history */
export function restTime(atUs: number, zone: boolean, switches: Switches): string {
  return formatCloudTime(switches.get('rest-time-rounding') === 'on' ? roundToTickUs(atUs) : atUs, { zone });
}
