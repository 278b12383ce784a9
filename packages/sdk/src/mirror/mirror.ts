// What the mirror offers: reading is in MirrorView, this adds the one way in and the changes.
import type { AccountEvent, MirrorView } from '../account.ts';
import type { Batch } from './state-keeper.ts';

/** A value or row that became different. A merge that leaves the value as it was is no change. */
export type MirrorChange = Extract<AccountEvent, { readonly kind: 'observation' | 'charger' | 'installation' }>;

/** What is held of one account, and the one door through which it changes. */
export interface Mirror extends MirrorView {
  /**
   * Takes over what the keeper holds; publishes nothing.
   * @throws SdkError `store-unreadable` (as a rejection) when the keeper cannot be read; nothing is taken over then
   */
  load(): Promise<void>;
  /**
   * Merges, keeps the winners in one call to the keeper, and only then shows and publishes them. Calls are carried out
   * one after another, in their order.
   * @throws SdkError `store-failed` (as a rejection) when the keeper fails; nothing is shown or published then
   */
  apply(batch: Batch): Promise<void>;
  /**
   * Returns its own undo. A listener that throws is reported to the log and kept.
   *
   * @throws SdkError `invalid-option` for what is no function
   */
  subscribe(listener: (change: MirrorChange) => void): () => void;
}
