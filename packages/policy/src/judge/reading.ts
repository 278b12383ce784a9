// How far each read of an account is from the read of the same thing before it. Measured once a call, for every clause that
// asks: polling, details, lists and the share of reads in vain.
import type { CallFact } from '../fact.ts';
import { type Details, lookAtDetail, noDetails } from './details.ts';
import type { Distance } from './distance.ts';
import { type FullLists, lookAtFullList, noLists } from './full-lists.ts';
import { lookAtPolling, noPolling, type Polling } from './polling.ts';

export interface Reading {
  readonly polling: Polling;
  readonly details: Details;
  readonly lists: FullLists;
}

export function nothingRead(): Reading {
  return { polling: noPolling(), details: noDetails(), lists: noLists() };
}

/** Takes note of a read or a write; null for what has no floor. */
export function distanceOf({ polling, details, lists }: Reading, fact: CallFact): Distance | null {
  switch (fact.class) {
    case 'state':
    case 'history':
    case 'command':
      return lookAtPolling(polling, fact);
    case 'update':
      return lookAtPolling(polling, fact) ?? lookAtDetail(details, fact);
    case 'list':
      return lookAtFullList(lists, fact) ?? lookAtDetail(details, fact);
    case 'detail':
    case 'hierarchy':
    case 'firmware':
    case 'constants':
      return lookAtDetail(details, fact);
    default:
      return null;
  }
}
