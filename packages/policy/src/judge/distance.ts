// How far a read was from the read before it, seen against its floor.

export type Distance =
  /** Nothing before it, or a page that belongs to the read before it. */
  | { readonly kind: 'free' }
  | { readonly kind: 'kept'; readonly gapMs: number; readonly floorMs: number }
  /** `before` and `asked` as words for a person. */
  | { readonly kind: 'early'; readonly gapMs: number; readonly floorMs: number; readonly before: string }
  /** Early, and opened by an exception. */
  | { readonly kind: 'opened' }
  /** Early, and not to be told whether by right. */
  | { readonly kind: 'unclear'; readonly what: string }
  /** Perhaps early: what was read before is no longer known. */
  | { readonly kind: 'forgotten'; readonly what: string };

export const free: Distance = { kind: 'free' };
export const opened: Distance = { kind: 'opened' };
