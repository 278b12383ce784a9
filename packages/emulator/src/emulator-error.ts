// The one error of this room: a literal code, a sentence that says what to do, the cause kept.

export type EmulatorErrorCode =
  | 'clock-needs-in-process-doors'
  | 'address-not-local'
  | 'bad-control-key'
  | 'control-needs-sockets'
  | 'clock-not-ours'
  | 'stopped'
  | 'would-shut-control'
  | 'port-in-use'
  | 'cannot-listen'
  | 'bad-switch'
  | 'refused-action'
  | 'bad-fault'
  | 'bad-scenario'
  | 'bad-snapshot'
  | 'unreadable-snapshot'
  | 'impossible-world'
  | 'impossible-car'
  | 'unknown-charger'
  | 'unknown-installation'
  | 'unknown-session'
  | 'unknown-topic'
  | 'already-plugged'
  | 'not-plugged'
  | 'no-card-wanted'
  | 'unknown-warning'
  | 'unknown-word'
  | 'bad-version';

export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
  readonly code: EmulatorErrorCode;

  constructor(code: EmulatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
