// How carefully a value is held. `secret` never passes the border, `personal` is shown to whoever may see it, `plain` to all.

export const sensitivities = ['plain', 'personal', 'secret'] as const;
export type Sensitivity = (typeof sensitivities)[number];

/** The more careful of two. */
export function stricter(one: Sensitivity, other: Sensitivity): Sensitivity {
  return sensitivities.indexOf(one) >= sensitivities.indexOf(other) ? one : other;
}
