// What a socket speaks shows in its first byte: AMQP (its header begins with A) or the GET of a WebSocket handshake.
// Both are served on one port. Whoever has not got that far in time is hung up on.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../clock.ts';
import type { AmqpLimits } from './amqp-limits.ts';
import { createWebSocketDoor } from './web-socket-door.ts';

export interface EntranceOptions {
  readonly clock: Clock;
  readonly limits: AmqpLimits;
  /** A stream of AMQP bytes, of which none has been read. */
  readonly accept: (stream: Duplex) => void;
}

const firstByteOfGet = 0x47;

/** AMQP frames that a client may put into one WebSocket message; those seen put one to three. */
const framesPerMessage = 16;

export class Entrance {
  readonly #options: EntranceOptions;
  /** Sockets that have not become connections; bounded by the server's own limit on sockets. */
  readonly #waiting = new Map<Socket, Timer>();
  readonly #webSockets;

  constructor(options: EntranceOptions) {
    this.#options = options;
    this.#webSockets = createWebSocketDoor({
      maxMessageBytes: framesPerMessage * options.limits.maxFrameBytes,
      accept: (stream, socket) => this.#let(socket, () => options.accept(stream)),
    });
  }

  enter(socket: Socket): void {
    const { clock, limits, accept } = this.#options;
    socket.setNoDelay(true);
    this.#waiting.set(
      socket,
      clock.setTimer(() => socket.destroy(), limits.openWithinMs),
    );
    socket.once('close', () => this.#leave(socket));
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] === firstByteOfGet) this.#webSockets.enter(socket);
      else this.#let(socket, () => accept(socket));
      socket.resume();
    });
  }

  /** Destroys whoever still waits. */
  clear(): void {
    for (const socket of [...this.#waiting.keys()]) socket.destroy();
  }

  #let(socket: Socket, accept: () => void): void {
    this.#leave(socket);
    accept();
  }

  #leave(socket: Socket): void {
    const timer = this.#waiting.get(socket);
    if (timer !== undefined) this.#options.clock.clearTimer(timer);
    this.#waiting.delete(socket);
  }
}
