// The reading of the charger's own meter, from the signed text that it sends (554, OCMF). The signature is not checked.

/** Readings and signatures seen are a few kB; a longer text is nobody's meter. */
const maxLength = 64 * 1024;

/** kWh; null where the text holds no reading that counts: state other than good, or a unit that is neither kWh nor Wh. */
export function meterReadingKwh(text: string | null): number | null {
  if (text === null || text.length > maxLength || !text.startsWith('OCMF|')) return null;
  const reading = readingsIn(text.split('|')[1] ?? '').findLast(isGood);
  if (!reading) return null;
  const value = typeof reading.RV === 'string' && reading.RV.trim() !== '' ? Number(reading.RV) : reading.RV;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return reading.RU === 'Wh' ? value / 1_000 : value;
}

interface Reading {
  readonly RV?: unknown;
  readonly RU?: unknown;
  readonly ST?: unknown;
}

function readingsIn(json: string): readonly Reading[] {
  try {
    const parsed: unknown = JSON.parse(json);
    const readings = typeof parsed === 'object' && parsed !== null && 'RD' in parsed ? parsed.RD : null;
    return Array.isArray(readings) ? readings.filter((each) => typeof each === 'object' && each !== null) : [];
  } catch {
    return []; // Not OCMF after all: no reading.
  }
}

function isGood({ ST: state, RU: unit }: Reading): boolean {
  return state === 'G' && (unit === 'kWh' || unit === 'Wh');
}
