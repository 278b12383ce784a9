// From typed settings to the body of an update. A value that the documents do not allow is refused with a sentence that names the
// setting; nothing is sent then. What is no setting, or of another type, never gets here.
import { notSent, type Refused } from './refusal.ts';

export type Body = Readonly<Record<string, number | boolean>>;
export type Checked =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'refused'; readonly refused: Refused };

export interface SettingsReader<Settings> {
  /** @param parse null for a value that is not allowed @param allowed what is, in words */
  read<Name extends keyof Settings & string>(
    name: Name,
    field: string,
    parse: (value: NonNullable<Settings[Name]>) => Body[string] | null,
    allowed: string,
  ): void;
  /** To be called when every setting was read. */
  done(): Checked;
}

export function settingsReader<Settings extends object>(settings: Settings): SettingsReader<Settings> {
  const body: Record<string, number | boolean> = {};
  let wrong: string | null = null;
  return {
    read(name, field, parse, allowed) {
      const value = settings[name];
      if (value === undefined || value === null) return;
      const parsed = parse(value);
      if (parsed !== null) body[field] = parsed;
      else wrong ??= `Not sent: ${name} must be ${allowed}.`;
    },
    done: () => (wrong === null ? { kind: 'body', body } : { kind: 'refused', refused: notSent('bad-value', wrong) }),
  };
}
