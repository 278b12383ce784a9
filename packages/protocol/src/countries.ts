// Countries of the constants: ids as `CountryId` of an installation, and the areas whose electricity prices the cloud knows.
// Source: /api/constants, version 6.5.8.

export interface Country {
  readonly id: string;
  /** ISO 3166 alpha-3. */
  readonly code: string;
  readonly name: string;
  /** The cloud's own wording of a time zone; not an IANA name. */
  readonly timeZoneName: string;
  /** Numbers of `deliveryAreas`; empty where there are no prices. */
  readonly deliveryAreas: readonly number[];
}

const none: readonly number[] = [];

// biome-ignore format: a table
const rows: readonly Country[] = [
  { id: '0dce87d0-ea28-439c-9caa-9b342614ad15', code: 'AUS', name: 'Australia', timeZoneName: '(UTC+10:00) Eastern Australia Time (Sydney)', deliveryAreas: none },
  { id: 'd475da45-5b86-42ed-86e5-f30035e16da1', code: 'AUT', name: 'Austria', timeZoneName: '(UTC+01:00) Central European Time (Vienna)', deliveryAreas: none },
  { id: '3073c0bd-9f5c-4f18-80dd-a7b163beb3fe', code: 'BEL', name: 'Belgium', timeZoneName: '(UTC+01:00) Central European Time (Paris)', deliveryAreas: [14] },
  { id: 'a33ba41a-16e4-4b00-a2a1-4934d89c3a1c', code: 'HRV', name: 'Croatia', timeZoneName: '(UTC+01:00) Central European Time (Warsaw)', deliveryAreas: none },
  { id: '06c1cbd3-66d3-48e3-8ca1-9d427400689c', code: 'CZE', name: 'Czech Republic', timeZoneName: '(UTC+01:00) Central European Time (Prague)', deliveryAreas: none },
  { id: '52f1e37e-f314-4d48-8a6a-82c74e4830a1', code: 'DNK', name: 'Denmark', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: [10, 11] },
  { id: '0047a9bd-adea-4272-9708-3354dee0bd8c', code: 'EST', name: 'Estonia', timeZoneName: '(UTC+02:00) Eastern European Time (Tallinn)', deliveryAreas: none },
  { id: 'af7a2a3e-6df7-4e7e-b4c6-9d5d6f0c8a31', code: 'FRO', name: 'Faroe Islands', timeZoneName: '(UTC+00:00) Western European Time (Faroe)', deliveryAreas: none },
  { id: '42ec863c-edb5-46b0-afeb-36f66fa7eebf', code: 'FIN', name: 'Finland', timeZoneName: '(UTC+02:00) Eastern European Time (Kyiv)', deliveryAreas: [12] },
  { id: 'c66b0918-9e65-4dd4-9b6c-47f989538e6d', code: 'FRA', name: 'France', timeZoneName: '(UTC+01:00) Central European Time (Paris)', deliveryAreas: none },
  { id: 'fb894235-7a19-4fe0-b6a1-8b9c9ceb9e4e', code: 'DEU', name: 'Germany', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: none },
  { id: '24c5afbe-2446-482e-b78d-a9494f8118d5', code: 'GRC', name: 'Greece', timeZoneName: '(UTC+02:00) Eastern European Time (Athens)', deliveryAreas: none },
  { id: '1aef14ea-054d-45f7-91c5-9e1b19762a95', code: 'HUN', name: 'Hungary', timeZoneName: '(UTC+01:00) Central European Time (Budapest)', deliveryAreas: none },
  { id: 'a0e21e29-474f-466a-9a2f-3a17458465d8', code: 'ISL', name: 'Iceland', timeZoneName: '(UTC+00:00) Iceland Time', deliveryAreas: none },
  { id: '04918e62-f761-4ef2-8923-1483fa9fdd05', code: 'IRL', name: 'Ireland', timeZoneName: '(UTC+00:00) United Kingdom Time', deliveryAreas: none },
  { id: '2365ed9c-8a79-44b5-9bf8-f7a2cf42fb44', code: 'ITA', name: 'Italy', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: none },
  { id: '51f14b70-8cfb-4f43-b389-a4966e225ddd', code: 'LVA', name: 'Latvia', timeZoneName: '(UTC+02:00) Eastern European Time (Riga)', deliveryAreas: none },
  { id: '8022f9e8-d2a7-4446-a248-bcb25ce6d0e2', code: 'LTU', name: 'Lithuania', timeZoneName: '(UTC+02:00) Eastern European Time (Vilnius)', deliveryAreas: none },
  { id: 'd7158bfc-ab96-4b85-88fb-26740ab8f17c', code: 'LUX', name: 'Luxembourg', timeZoneName: '(UTC+01:00) Central European Time (Warsaw)', deliveryAreas: none },
  { id: 'bda681ab-adcb-4f67-bac5-5cbf28d42cc7', code: 'NLD', name: 'Netherlands', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: [13] },
  { id: '83bffdb1-0a92-4574-bb7b-bd0d17387c17', code: 'NOR', name: 'Norway', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: [1, 2, 3, 4, 5] },
  { id: '758c174f-d840-4b80-a408-1d46ce2b7e05', code: 'POL', name: 'Poland', timeZoneName: '(UTC+01:00) Central European Time (Warsaw)', deliveryAreas: none },
  { id: '53215e81-d4a1-48ab-bfa3-001934b71734', code: 'PRT', name: 'Portugal', timeZoneName: '(UTC+00:00) United Kingdom Time', deliveryAreas: none },
  { id: '0b252d8d-18bc-4dbb-9eca-953371586455', code: 'ROU', name: 'Romania', timeZoneName: '(UTC+02:00) Eastern European Time (Bucharest)', deliveryAreas: none },
  { id: '2d3debcc-17e9-4e12-8802-4cd04e778655', code: 'SVK', name: 'Slovakia', timeZoneName: '(UTC+01:00) Central European Time (Bratislava)', deliveryAreas: none },
  { id: '514f0414-a993-4759-a3e8-db7b83633bfa', code: 'SVN', name: 'Slovenia', timeZoneName: '(UTC+01:00) Central European Time (Ljubljana)', deliveryAreas: none },
  { id: '5456f813-850b-418f-9eef-1225e66302d2', code: 'ESP', name: 'Spain', timeZoneName: '(UTC+01:00) Central European Time (Paris)', deliveryAreas: none },
  { id: '7ededdc0-d2d3-4daf-8d93-37f998de07b1', code: 'SWE', name: 'Sweden', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: [6, 7, 8, 9] },
  { id: '3705d443-31df-4633-8bf4-b8379c82a5cb', code: 'CHE', name: 'Switzerland', timeZoneName: '(UTC+01:00) Central European Time (Berlin)', deliveryAreas: none },
  { id: '8e2a76e1-2f43-46bc-9319-0a77b12182e6', code: 'THA', name: 'Thailand', timeZoneName: '(UTC+07:00) Indochina Time (Bangkok)', deliveryAreas: none },
  { id: 'd251fa3a-078a-4c98-a254-0d65cdecc578', code: 'TUR', name: 'Turkey', timeZoneName: '(UTC+03:00) Türkiye Time', deliveryAreas: none },
  { id: 'f743b0d4-1f38-43e8-a95d-cf18fe1c3ede', code: 'GBR', name: 'United Kingdom', timeZoneName: '(UTC+00:00) United Kingdom Time', deliveryAreas: none },
];

export const countries: readonly Country[] = Object.freeze(
  rows.map((row) => Object.freeze({ ...row, deliveryAreas: Object.freeze([...row.deliveryAreas]) })),
);
