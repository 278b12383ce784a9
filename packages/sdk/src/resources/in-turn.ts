// Heavy reads of one account go one after another: the policy asks for one at a time per installation (`backoff-heavy`),
// and of which installation a session is the cloud alone knows.
// Bound: 200 may wait, at about a second each more than three minutes; what comes then is told that it is full.
import { failure } from '../explain/failure.ts';

const mostWaiting = 200;

export class InTurn {
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws SdkError `queue-full`, and what the work throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= mostWaiting) {
      throw failure('queue a read of sessions', 'queue-full', { aside: `${this.#waiting} of them` });
    }
    this.#waiting += 1;
    const done = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = done.catch(() => {}); // its caller has the error; the next in turn starts afresh
    return done;
  }
}
