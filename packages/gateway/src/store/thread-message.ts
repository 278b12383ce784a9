// What crosses between the program's thread and the store's.
import { type ErrorFacts, GatewayError, type GatewayErrorCode, reasonOf } from '../gateway-error.ts';
import type { StoreOperation } from './store.ts';

export interface StoreRequest {
  readonly id: number;
  readonly operation: StoreOperation;
  readonly args: readonly unknown[];
}

/** `id` 0 answers the opening itself. */
export type StoreAnswer =
  | { readonly id: number; readonly kind: 'value'; readonly value: unknown }
  | {
      readonly id: number;
      readonly kind: 'error';
      readonly code: GatewayErrorCode;
      readonly message: string;
      readonly facts: ErrorFacts;
    };

export function errorAnswer(id: number, thrown: unknown): StoreAnswer {
  const { code, facts } = thrown instanceof GatewayError ? thrown : { code: 'store-failed' as const, facts: {} };
  return { id, kind: 'error', code, message: reasonOf(thrown), facts };
}
