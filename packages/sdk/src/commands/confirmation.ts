// Whether what was asked for can be seen. Only values received after the command left count: older ones prove nothing.
// What shows what, by command (zaptec-api.md §5.4):
// pause             718 = 1 first, about 5 s later 710 = 5: only what charges no longer is paused
// resume            718 = 0 with 710 = 2 or 3
// deauthorize       721 is cleared or names another session, or 710 = 1: the answer is no proof, it says 528 for what was done
// restart           an uptime (820, 821) that began after the sending, or -2 = 1 that began after it: it was away and is back
// upgrade-firmware  911 says another version than before the sending
import { cloudFlag, cloudInteger, cloudNumber, operatingModes, stateIds } from '@fairlead/protocol';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import { mustFit } from '../must-fit.ts';
import { ableTo, fields, firstOf, number, oneOf, orNull, text } from '../value-check.ts';
import { type CommandName, commandsByName } from './public-command.ts';

/** What was held before a command left, which its effect is told from. */
export interface HeldBefore {
  readonly sessionId: string | null;
  readonly firmware: string | null;
}

export function heldBefore(mirror: MirrorView, chargerId: string): HeldBefore {
  const text = (stateId: number): string | null => mirror.observation(chargerId, stateId)?.value || null;
  return {
    sessionId: text(stateIds.SessionIdentifier),
    firmware: text(stateIds.SmartComputerSoftwareApplicationVersion),
  };
}

const nothingBefore: HeldBefore = { sessionId: null, firmware: null };
/** Of the main computer and of the MCU, h. */
const uptimes = [820, 821] as const;
const hourMs = 3_600_000;

const isCommand = oneOf(...Object.keys(commandsByName));
const isMirror = ableTo('observation');
const isBefore = fields({ sessionId: orNull(text), firmware: orNull(text) });

/**
 * Whether the charger's state, as it is held, shows that a command sent at `sentAtMs` (ms since 1970 UTC) was carried
 * out.
 *
 * @param sentAtMs when it left, by the cloud's clock, which tells when events were
 * @param receivedFromMs the same by the machine's clock, which tells when they were received, where that is ahead of the cloud's or
 * behind it (`Followed.aheadMs`). Default `sentAtMs`
 * @throws SdkError `invalid-option`
 */
export function isConfirmed(
  command: CommandName,
  mirror: MirrorView,
  chargerId: string,
  sentAtMs: number,
  before: HeldBefore = nothingBefore,
  receivedFromMs: number = sentAtMs,
): boolean {
  mustFit(
    'tell whether a command is confirmed',
    firstOf([
      ...[isCommand(command, 'command'), isMirror(mirror, 'mirror'), text(chargerId, 'chargerId')],
      ...[number(sentAtMs, 'sentAtMs'), isBefore(before, 'before')],
      number(receivedFromMs, 'receivedFromMs'),
    ]),
  );
  const held = (stateId: number): Observed | undefined => mirror.observation(chargerId, stateId);
  const received = (stateId: number): Observed | undefined => {
    const observed = held(stateId);
    return observed !== undefined && observed.receivedAtMs >= receivedFromMs ? observed : undefined;
  };
  const { ChargerOperationMode, FinalStopActive, SessionIdentifier, IsOnline } = stateIds;
  const mode = cloudInteger(held(ChargerOperationMode)?.value);
  const stopped = cloudFlag(held(FinalStopActive)?.value);
  const isNews = received(ChargerOperationMode) !== undefined || received(FinalStopActive) !== undefined;
  switch (command) {
    case 'pause':
      return (
        mode !== operatingModes.Connected_Charging &&
        ((stopped === true && isNews) ||
          (received(ChargerOperationMode) !== undefined && mode === operatingModes.Connected_Finished))
      );
    case 'resume': {
      const runs = mode === operatingModes.Connected_Requesting || mode === operatingModes.Connected_Charging;
      return runs && stopped === false && isNews;
    }
    case 'deauthorize': {
      const session = received(SessionIdentifier);
      const ended = session !== undefined && (session.value || null) !== before.sessionId;
      return ended || cloudInteger(received(ChargerOperationMode)?.value) === operatingModes.Disconnected;
    }
    case 'restart': {
      const online = received(IsOnline);
      const isBack = cloudFlag(online?.value) === true && (online?.observedAtUs ?? 0) >= sentAtMs * 1_000;
      return isBack || uptimes.some((stateId) => beganAfter(received(stateId), sentAtMs));
    }
    case 'upgrade-firmware': {
      const version = received(stateIds.SmartComputerSoftwareApplicationVersion)?.value || null;
      return before.firmware !== null && version !== null && version !== before.firmware;
    }
  }
}

/**
 * Whether a pause or resume has begun to show: 718 tells of it before 710 does, and is undone where another command, or another
 * car, comes between.
 */
export function isBegun(command: CommandName, mirror: MirrorView, chargerId: string, receivedFromMs: number): boolean {
  if (command !== 'pause' && command !== 'resume') return false;
  const stopped = mirror.observation(chargerId, stateIds.FinalStopActive);
  const isNews = stopped !== undefined && stopped.receivedAtMs >= receivedFromMs;
  return isNews && cloudFlag(stopped.value) === (command === 'pause');
}

/**
 * Whether a pause of a car that does not charge has shown 718 = 1 and not yet 710 = 5: till then the cloud takes no resume
 * (zaptec-api.md §5.4).
 */
export function isToFollow(command: CommandName, mirror: MirrorView, chargerId: string): boolean {
  const { ChargerOperationMode, FinalStopActive } = stateIds;
  const mode = cloudInteger(mirror.observation(chargerId, ChargerOperationMode)?.value);
  const stopped = cloudFlag(mirror.observation(chargerId, FinalStopActive)?.value);
  return command === 'pause' && mode === operatingModes.Connected_Requesting && stopped === true;
}

/**
 * An uptime in hours that is shorter than the time since the sending can only have begun after it. Its last digit may have
 * been rounded: `0` may be most of an hour.
 */
function beganAfter(uptime: Observed | undefined, sentAtMs: number): boolean {
  const hours = cloudNumber(uptime?.value);
  if (uptime === undefined || hours === undefined || hours < 0) return false;
  const digits = uptime.value?.split('.')[1]?.length ?? 0;
  return uptime.observedAtUs / 1_000 - (hours + 10 ** -digits) * hourMs >= sentAtMs;
}
