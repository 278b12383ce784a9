// From typed settings to the body of an update. What the documents do not name, or do not allow, is refused with a sentence
// that names the setting; nothing is sent then.
import { notSent, type Refused } from './refusal.ts';

export type Body = Readonly<Record<string, number | boolean>>;
export type Checked =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'refused'; readonly refused: Refused };

export interface SettingsReader<Settings> {
  /** @param parse null for a value that is not allowed @param allowed what is, in words */
  read(
    name: keyof Settings & string,
    field: string,
    parse: (value: unknown) => Body[string] | null,
    allowed: string,
  ): void;
  /** To be called when every setting was read. */
  done(): Checked;
}

export function settingsReader<Settings extends object>(settings: Settings, what: string): SettingsReader<Settings> {
  const given = new Map<string, unknown>(Object.entries(settings).filter(([, value]) => value !== undefined));
  const known: string[] = [];
  const body: Record<string, number | boolean> = {};
  let wrong: string | null = null;
  return {
    read(name, field, parse, allowed) {
      known.push(name);
      if (!given.has(name)) return;
      const parsed = parse(given.get(name));
      given.delete(name);
      if (parsed !== null) body[field] = parsed;
      else wrong ??= `${name} must be ${allowed}.`;
    },
    done() {
      const [unknown] = given.keys();
      const reason =
        unknown !== undefined
          ? `There is no documented way to set ${JSON.stringify(unknown)} of ${what}. Use ${known.join(', ')}.`
          : (wrong ??
            (Object.keys(body).length === 0 ? `No setting of ${what} is given. Use ${known.join(', ')}.` : null));
      return reason === null
        ? { kind: 'body', body }
        : { kind: 'refused', refused: notSent('bad-value', `Not sent: ${reason}`) };
    },
  };
}
