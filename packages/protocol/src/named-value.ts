// Settings that are told as a pair, such as `{ Key: 'Pin', Value: '1234' }`: the name is a value there.
import { inName, writtenPlainly } from './field-name.ts';
import { sensitivityOfField } from './field-sensitivity.ts';

const naming = /^(?:name|key|field|property|setting|parameter|variable)$/i;
const valued = /^val(?:ue(?:s|as\w+)?)?$/i;
const oneName = new RegExp(`^[${inName}]+$`, 'u');

/** Of several words it is no name of a field: `Key West` is a place. */
export function namesSecret(field: string, value: unknown): boolean {
  if (typeof value !== 'string' || !naming.test(writtenPlainly(field))) return false;
  return value.length <= 200 && oneName.test(value) && sensitivityOfField(value) === 'secret';
}

export function holdsValue(field: string): boolean {
  return valued.test(writtenPlainly(field));
}
