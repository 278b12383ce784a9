// proper-door, counted: each call that comes in by another door than the API's is one too many.
import { properDoor } from '../clauses/proper-door.ts';
import type { Door } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import { type Memo, remembered } from './memo.ts';

type House = 'api' | 'provider' | 'rehearsal' | 'bus' | 'elsewhere';

interface Houses {
  readonly known: Memo<House>;
}

export const countProperDoor: Counting<Houses> = {
  clause: properDoor,
  per: 'account',
  classes: 'all',
  alone: true,
  open: () => ({ known: new Map() }),
  call({ known }, fact, tally, { doors }) {
    tally.look(fact);
    const { scheme, host } = fact.door;
    if (
      isOpen(
        scheme,
        remembered(known, host, (name) => houseOf(name, doors)),
      )
    ) {
      tally.atMost(fact, 0, 0, 'calls');
      return;
    }
    tally.breach(ofAccount(fact), {
      fact,
      atMs: fact.sentAtMs,
      excess: 1,
      what: `came in by ${scheme}://${host}; the door is https://api.zaptec.com`,
    });
  },
};

function isOpen(scheme: Door['scheme'], house: House): boolean {
  switch (house) {
    case 'api':
      return scheme === 'https';
    case 'bus':
      return scheme === 'amqps' || scheme === 'wss';
    case 'rehearsal':
      return true;
    case 'provider':
    case 'elsewhere':
      return false;
  }
}

/** The provider's names come first: nobody declares the cloud itself a rehearsal. */
function houseOf(host: string, doors: readonly string[]): House {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (name === 'api.zaptec.com') return /:(?!443$)\d+$/.test(host) ? 'provider' : 'api';
  if (name === 'zaptec.com' || name.endsWith('.zaptec.com')) return 'provider';
  if (doors.includes(host) || isThisMachine(name)) return 'rehearsal';
  return name.endsWith('.servicebus.windows.net') ? 'bus' : 'elsewhere';
}

function isThisMachine(name: string): boolean {
  if (name === 'localhost' || name === '[::1]' || (name.endsWith('.localhost') && name.length > 10)) return true;
  const numbers = name.split('.');
  return numbers[0] === '127' && numbers.length === 4 && numbers.every((part) => /^\d{1,3}$/.test(part));
}
