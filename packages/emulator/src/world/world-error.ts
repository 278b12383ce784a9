// What the world refuses to do, each with the sentence a person reads.

export type WorldErrorCode =
  | 'unknown-charger'
  | 'already-plugged'
  | 'not-plugged'
  | 'impossible-car'
  | 'impossible-world'
  | 'unreadable-snapshot';

export class WorldError extends Error {
  override readonly name = 'WorldError';
  readonly code: WorldErrorCode;

  constructor(code: WorldErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
