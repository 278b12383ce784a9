// One thing that the control API can do.
import type { Emulator } from '../contract.ts';
import type { AnswerSchema, BodySchema, Told } from './control-schema.ts';

export interface ControlCall {
  readonly id: string;
  readonly told: Told;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/_emulator`; `{id}` is one segment. */
  readonly path: string;
  readonly summary: string;
  readonly body: BodySchema | null;
  /** Null: 204, nothing to tell. */
  readonly answer: AnswerSchema | 'json-lines' | null;
  run(emulator: Emulator, call: ControlCall): unknown;
}

export function get(
  path: string,
  summary: string,
  answer: AnswerSchema | 'json-lines',
  run: ControlRoute['run'],
): ControlRoute {
  return { method: 'GET', path, summary, body: null, answer, run };
}

/** Does something and tells nothing. */
export function deed(
  [method, path]: readonly [ControlRoute['method'], string],
  summary: string,
  body: BodySchema | null,
  run: (emulator: Emulator, call: ControlCall) => void | Promise<void>,
): ControlRoute {
  return { method, path, summary, body, answer: null, run };
}
