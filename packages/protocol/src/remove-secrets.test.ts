import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sensitivityOfField } from './field-sensitivity.ts';
import { models } from './models.ts';
import { observationWithoutSecrets, removeSecrets } from './remove-secrets.ts';

const secretFields = [
  'access_token',
  'refresh_token',
  'Password',
  'Pin',
  'WebhooksAuthPayload',
  'WebhooksAuthUrl',
  'WebhooksSessionStartUrl',
  'WebhooksSessionEndUrl',
  'OcppInitialChargePointPassword',
  'PropertyOcppPassword',
  'PropertyOcppUrl',
  'PropertyOcppDefaultIdTag',
];

/** Fields of the cloud's redaction list that name people, written out once more by hand. */
const personalFields = [
  'Address',
  'ZipCode',
  'City',
  'Latitude',
  'Longitude',
  'ContactEmail',
  'Name',
  'InstallationName',
  'InstallationUsers',
  'UserEmail',
  'UserFullName',
  'TokenName',
  'UserTokens',
  'AuthenticationCode',
  'DeviceId',
  'SerialNo',
  'MID',
  'SignedSession',
  'SignedMeterValue',
  'SupportGroup',
  'LookupKey',
  'Username',
  'Topic',
];

describe('sensitivityOfField', () => {
  test.each(secretFields)('%s is secret in any casing', (name) => {
    expect([name, name.toLowerCase(), name.toUpperCase()].map(sensitivityOfField)).toEqual(Array(3).fill('secret'));
  });

  test('these and no other documented fields are secret', () => {
    const names = Object.values(models).flatMap((fields) =>
      fields.filter((field) => field.sensitivity === 'secret').map((field) => field.name),
    );
    expect([...new Set(names)].sort()).toEqual([...secretFields].sort());
  });

  test.each(personalFields)('%s is personal', (name) => {
    expect(sensitivityOfField(name)).toBe('personal');
  });

  test.each(['token_type', 'expires_in', 'PartitionKey', 'RowKey', 'PropertyPinOfflinePhase', 'MaxCurrent'])(
    '%s is plain, whatever it looks like',
    (name) => {
      expect(sensitivityOfField(name)).toBe('plain');
    },
  );

  test.each([
    'password',
    'NewPasswordHint',
    'passwd',
    'dbPwd',
    'ClientSecret',
    'sessionToken',
    'AUTH_TOKEN',
    'WebhookPayload2',
    'credentials',
    'ownerPin',
    'PIN',
    'UserPIN',
    'pin_code',
    'PinCode',
    'PIN1',
    'apikey',
    'APIKey',
    'HOST_KEYS',
    'KeyMaterial',
    'shared-access-key',
    'OcppNativeAuthorizationKey',
    'wpaPsk',
    'WPAPSK',
    'wifi_psk',
    'Bearer',
    'bearerValue',
    'authorization',
    'Authorization',
    'proxy-authorization',
    'authorizationHeader',
    'sharedAccessSignature',
    'SharedAccessKeyName',
    'sas_url',
    'connectionString',
    'setCookie',
    'simPuk',
    'basicAuth',
    'BASICAUTH',
    'SIMPUK',
    'idJwt',
    'passcode',
    'x'.repeat(201),
  ])('the unknown field %s looks secret', (name) => {
    expect(sensitivityOfField(name)).toBe('secret');
  });

  test.each([
    ...['Mapping', 'PingInterval', 'Shipping', 'Keyboard', 'FutureField', 'Pinned', 'monkeys2Count', '', 'Größe'],
    ...['RequiresAuthorization', 'AuthorizationMode', 'Bypass', 'CompassHeading', 'Author', 'Signature'],
  ])('the unknown field %j does not, or at worst is lost', (name) => {
    expect(sensitivityOfField(name)).toBe(name === 'monkeys2Count' ? 'secret' : 'plain');
  });

  test('a documented field is equally sensitive wherever it occurs', () => {
    for (const field of Object.values(models).flat()) {
      expect(`${field.name} ${sensitivityOfField(field.name)}`).toBe(`${field.name} ${field.sensitivity}`);
    }
  });

  test('every nested field names a model that exists, and no table can be changed', () => {
    for (const fields of Object.values(models)) {
      expect(Object.isFrozen(fields)).toBe(true);
      for (const field of fields) {
        expect(Object.isFrozen(field)).toBe(true);
        expect(field.of === null || field.of in models).toBe(true);
      }
    }
  });
});

describe('removeSecrets', () => {
  test('takes secrets out at any depth and tells their names once', () => {
    const row = {
      Id: '1',
      Pin: '1234',
      Nested: [{ pin: '5', ApiKey: { a: 1 }, Name: 'Left', TokenName: 'Blue card', Future: [1, null, true] }],
      SupportGroup: { LookupKey: 'abcd1234', webhooksAuthPayload: 'p' },
    };
    const before = structuredClone(row);
    expect(removeSecrets(row)).toEqual({
      value: {
        Id: '1',
        Nested: [{ Name: 'Left', TokenName: 'Blue card', Future: [1, null, true] }],
        SupportGroup: { LookupKey: 'abcd1234' },
      },
      removed: ['Pin', 'pin', 'ApiKey', 'webhooksAuthPayload'],
    });
    expect(row).toEqual(before);
  });

  test('takes the value of a secret observation out of a state list', () => {
    const items = [
      { StateId: 863, ValueAsString: 'hush', Timestamp: 't' },
      { stateId: '864', valueAsString: 'hush' },
      { StateId: 710, ValueAsString: '3' },
    ];
    expect(removeSecrets(items)).toEqual({
      value: [{ StateId: 863, Timestamp: 't' }, { stateId: '864' }, { StateId: 710, ValueAsString: '3' }],
      removed: ['ValueAsString', 'valueAsString'],
    });
  });

  test('drops a key that would change a prototype', () => {
    const { value, removed } = removeSecrets(JSON.parse('{"a":1,"__proto__":{"polluted":true}}'));
    expect(Object.keys(value as object)).toEqual(['a']);
    expect(removed).toEqual(['__proto__']);
  });

  test('drops what lies deeper than 32 levels, so that hostile nesting costs no stack', () => {
    const objects = JSON.parse(`${'{"a":'.repeat(5000)}{"Pin":"1"}${'}'.repeat(5000)}`);
    const lists = JSON.parse(`${'['.repeat(5000)}{"Pin":"1"}${']'.repeat(5000)}`);
    expect(JSON.stringify(removeSecrets(objects).value)).toHaveLength('{"a":'.length * 32 + 2 + 32);
    expect(removeSecrets(objects).removed).toEqual(['a']);
    expect(JSON.stringify(removeSecrets(lists).value)).toBe(`${'['.repeat(33)}${']'.repeat(33)}`);
    expect(removeSecrets(lists).removed).toEqual(['(list too deep)']);
  });

  test('tells at most 100 names of at most 100 characters', () => {
    const row = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${'x'.repeat(150)}${index}Key`, 1]));
    const { removed } = removeSecrets({
      ...row,
      ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}_key`, 1])),
    });
    expect(removed).toHaveLength(100);
    expect(Math.max(...removed.map((name) => name.length))).toBe(100);
  });

  test('JSON in a text is written anew without its secrets, at any depth, in a text within a text too', () => {
    const inner = JSON.stringify({ Wifi: [{ SSID: 'home', wpaPsk: 'hush' }], Bearer: { a: 'hush' } });
    const { value, removed } = removeSecrets({ ValueAsString: JSON.stringify({ Kept: 1, Inner: inner }) });
    expect(value).toEqual({ ValueAsString: JSON.stringify({ Kept: 1, Inner: '{"Wifi":[{"SSID":"home"}]}' }) });
    expect(removed).toEqual(['wpaPsk', 'Bearer']);
    expect(observationWithoutSecrets(JSON.stringify(inner))).toBe(JSON.stringify('{"Wifi":[{"SSID":"home"}]}'));
  });

  test.each([
    ['no JSON', 'pin: 4711'],
    ['spaced and precise JSON without a secret', ' { "Big": 72057594037927936, "a" : 1.50 }'],
    ['broken JSON that names none', '{"Kept":1'],
    ['OCMF, whose signature holds for its very bytes', 'OCMF|{"FV":"1.0","ID":"04A1"}|{"SD":"30"}'],
    ['a list', '[1,2]'],
    ['words before a list', 'Garage [2] key: under the mat'],
    ['JSON without a secret after other text', 'OK {"Big":72057594037927936,"a":1.50}'],
    ['a torn state item that is none of the secret ones', '{"StateId":710,"ValueAsString":"3'],
  ])('%s stays as it came', (_, text) => {
    expect(observationWithoutSecrets(text)).toBe(text);
    expect(removeSecrets([text])).toEqual({ value: [text], removed: [] });
  });

  test.each([
    ['cut off', '{"Kept":1,"password":"hu'],
    ['cut off within a text', '{"Inner":"{\\"ApiKey\\":\\"hu'],
    ['without quotes', '{password: hush}'],
    ['cut off after an escaped name', '{"\\u0070assword":"hush"'],
    ['cut off within a text, after an escaped name', '{"Inner":"{\\"\\\\u0070assword\\":\\"hush'],
    ['a state item of a secret one, cut off', '{"StateId":863,"ValueAsString":"hush"'],
    ['a state item as text, of a secret one, cut off', '{"ValueAsString":"hush","stateId" : "864.000"'],
    ['with a comment after a name', 'x {"Pin" /* c */ :"hush"}'],
    ['with comments after a name', '{"Pin" // c\n /**/ /* * */ :"hush"}'],
    ['in two minds about its state', '{"StateId":863,"StateId":710,"ValueAsString":"hush"}'],
    ['in two minds within a text', '{"a":"[{\\"StateId\\":863,\\"StateId\\":710,\\"ValueAsString\\":\\"hush\\"}]"}'],
    ['in two minds about its name', '{"Key":"Pin","Key":"Max","Value":"hush"}'],
    ['after other text, and cut off', 'OK {"Kept":1,"password":"hu'],
    ['after a comment', '//x\n[1]\n{"password":"hush"}'],
    ['too deep', `${'['.repeat(40)}{"Pin":"hush"}${']'.repeat(40)}`],
  ])('JSON that is %s loses all that could be a secret', (_, text) => {
    expect(observationWithoutSecrets(text) ?? '').not.toMatch(/hu/);
    expect(removeSecrets([text]).removed).toHaveLength(1);
  });

  test('JSON after other text is written anew too, and the text before it stays', () => {
    expect(observationWithoutSecrets('OK 1 {"Kept":1.50,"password":"hush"}')).toBe('OK 1 {"Kept":1.50}');
    expect(removeSecrets({ Message: 'got: [{"Pin":"hush"}]' })).toEqual({
      value: { Message: 'got: [{}]' },
      removed: ['Pin'],
    });
  });

  test('what is written anew keeps every digit of every number', () => {
    const numbers = '"n":12345678901234567890,"f":1.0,"l":[-0,1e5,0.10000000000000000001],"m":{"id":72057594037927937}';
    expect(observationWithoutSecrets(`{"password":"hush",${numbers}}`)).toBe(`{${numbers}}`);
    const inner = JSON.stringify(`{"Pin":1.0,${numbers}}`);
    expect(observationWithoutSecrets(`{"t":${inner}}`)).toBe(`{"t":${JSON.stringify(`{${numbers}}`)}}`);
    expect(observationWithoutSecrets('{"StateId":8.63e2,"ValueAsString":"hush"}')).toBe('{"StateId":8.63e2}');
  });

  test('a name that stands twice or is escaped hides nothing', () => {
    expect(observationWithoutSecrets('{"a":{"pin":"hush"},"a":1}')).toBe('{"a":1}');
    expect(observationWithoutSecrets('{"p\\u0061ssword":"hush","b":2}')).toBe('{"b":2}');
  });

  test.each([
    ['a query', '/x?Pin=hu 1&sh&MaxCurrent=16', '/x?Pin=&MaxCurrent=16', ['Pin']],
    ['a query with escaped names', '/x?P%69n=hu%26sh&Max=16', '/x?Pin=&Max=16', ['Pin']],
    [
      'an escaped query in another',
      '/x?next=a%3Fb%3D1%26WebhooksAuthUrl%3Dhush',
      '/x?next=a?b=1&WebhooksAuthUrl=',
      ['WebhooksAuthUrl'],
    ],
    ['a connection string', 'User=x;Password=hu&sh;sh=;Max=1', 'User=x;Password=;sh=;Max=1', ['Password']],
    ['the end of a connection string', 'User=x;Password=hu;sh', 'User=x;Password=', ['Password']],
    ['a value in quotes', `a Password = "hu""s;h" b`, 'a Password = "" b', ['Password']],
    ['a value in quotes that nothing ends', `Pin='hush; hush`, `Pin='`, ['Pin']],
    [
      'one of several lines',
      'Max=1\nPropertyOcppPassword=hush\nPin=\nMin=2',
      'Max=1\nPropertyOcppPassword=\nPin=\nMin=2',
      ['PropertyOcppPassword'],
    ],
    ['an option', 'run --password=hush', 'run --password=', ['--password']],
    ['XML', '<a><Pin>hu<b/>sh</Pin><Max>16</Max></a>', '<a><Pin></Pin><Max>16</Max></a>', ['Pin']],
    [
      'XML with a prefix, attributes and a CDATA',
      '<o:Pin x="1"><![CDATA[hush</P]]></o:Pin>.',
      '<o:Pin x="1"></o:Pin>.',
      ['Pin'],
    ],
    ['XML that nothing ends', '<Pin>hush', '<Pin>', ['Pin']],
    ['XML in XML', '&lt;Pin&gt;hush&lt;/Pin&gt;&lt;Max/&gt;', '&lt;Pin&gt;&lt;/Pin&gt;&lt;Max/&gt;', ['Pin']],
    ['an attribute', '<Set Pin="hush" Max="16"/>', '<Set Pin="" Max="16"/>', ['Pin']],
    ['a pair of elements', '<Name>Pin</Name><Value>hush</Value>', '<Name>Pin</Name><Value></Value>', ['Value']],
    [
      'a pair of attributes',
      '<add value="hush" key="Pin" max="1"/>',
      '<add value="" key="" max="1"/>',
      ['value', 'key'],
    ],
    ['a pair that is no JSON', `{Name:'Pin', Value:'hush', Max:16}`, `{Name:'Pin', Value:'', Max:16}`, ['Value']],
    ['a pair in words', 'Name: Pin, Value: hush', 'Name: Pin, Value: ', ['Value']],
    ['full-width letters', 'Ｐｉｎ＝hush；x;Ｍax=1', 'Ｐｉｎ＝;Ｍax=1', ['Ｐｉｎ']],
    ['an object as a program prints it', 'log: { max: 16, pin: hu}sh, now', 'log: { max: 16, pin: ', ['pin']],
    ['an object of one name', 'x {pin: hush}', 'x {pin: ', ['pin']],
    [
      'an object with others in it',
      `log: {a: {b: 1}, note: '${'long '.repeat(300)}', pin: hush}`,
      `log: {a: {b: 1}, note: '${'long '.repeat(300)}', pin: `,
      ['pin'],
    ],
    ['an object with quotes in it', `log: {max: 16, pin: 'hu}sh', min: 6}`, `log: {max: 16, pin: '', min: 6}`, ['pin']],
    ['a piece of JSON', 'x "Max": 16, "Pin" : "hu,\\"sh", "Min": 6', 'x "Max": 16, "Pin" : "", "Min": 6', ['Pin']],
    ['a piece of JSON in a text', 'x \\"Pin\\":\\"hush\\"', 'x \\"Pin\\":\\"\\"', ['Pin']],
    ['a piece of JSON with a number', `got 'Pin': 4711hush`, `got 'Pin': `, ['Pin']],
    ['a field that is named in brackets', "x { [Pin]: 'hush', max: 16 }", "x { [Pin]: '', max: 16 }", ['Pin']],
    ['an object of one such', "{ [Pin]: 'hush' }", "{ [Pin]: '' }", ['Pin']],
    [
      'a field that is named in brackets and quotes',
      `{ max: 16, ['Pin'] : "hush" }`,
      `{ max: 16, ['Pin'] : "" }`,
      ['Pin'],
    ],
    ['a symbol as a program prints it', "{ [Symbol(Pin)]: 'hush' }", "{ [Symbol(Pin)]: '' }", ['Pin']],
    [
      'typographic quotes',
      'x “Max”: “16”, “Pin”: “hu, sh”, “Min”: “6”',
      'x “Max”: “16”, “Pin”: “”, “Min”: “6”',
      ['Pin'],
    ],
    ['quotes as Germans write them', '„Pin“: „hush“; a', '„Pin“: „“; a', ['Pin']],
    ['quotes as the French write them', '« Pin » : « hush » a', '« Pin » : «» a', ['Pin']],
    ['typographic quotes and a number', '‘Pin’: 4711hush', '‘Pin’: ', ['Pin']],
    ['typographic quotes that nothing ends', 'x “Pin”: “hush', 'x “Pin”: “', ['Pin']],
    ['JSON in typographic quotes', '{“Max”: 16, “Pin”: “hush”}', '{“Max”: 16, “Pin”: “”}', ['Pin']],
    ['a value in parentheses', 'Left (Pin: 12hu34) is on', 'Left (Pin: ) is on', ['Pin']],
    ['one of several in parentheses', 'x (max: 16, pin：4hu7, min: 6).', 'x (max: 16, pin：, min: 6).', ['pin']],
    ['escaped JSON', '/x?%7B%22Pin%22%3A%22hush%22%7D', '/x?{}', ['Pin']],
    ['an invisible sign', 'P\u200bin=hush', 'P\u200bin=', ['P\u200bin']],
  ])('%s loses the values of secret names, in a text within JSON too, and nothing twice', (_, text, left, names) => {
    expect(observationWithoutSecrets(text)).toBe(left);
    expect(observationWithoutSecrets(left)).toBe(left);
    expect(removeSecrets({ a: [text] })).toEqual({ value: { a: [left] }, removed: names });
    expect(JSON.parse(observationWithoutSecrets(JSON.stringify({ a: text })) ?? '')).toEqual({ a: left });
  });

  test.each([
    ...['PIN required', 'PIN', 'pin: 4711', 'Enter your Pin & press Start', 'Mapping=5;Pinned=2', 'Pin=', 'Pin="";a=1'],
    ...[
      '<b>Pin</b>',
      '<Pin/>hello',
      '<Pin></Pin>',
      'a < b, c > pin',
      'Name: Pin required, Value: 5',
      'Name=Left;Value=5',
    ],
    ...['the "PIN": it is on the card', 'see (Pin: on the card)', 'options {a, b}, pin: none', 'Garage {left}: key: 5'],
    ...[
      'see [Pin]: on the card',
      '[Pin]: 4711',
      'the “PIN”: it is on the card',
      'the “Pin” (“key”)',
      '“Key”, „Pin“: none',
    ],
    ...[
      'x (Pin: none)',
      '(key: 5)',
      '(Pin: 12V)',
      '(a key: 4711)',
      'room (Pin: 12 of them)',
      '(Password: your own)',
      '(pin: 4711',
    ],
    ...['{ [max]: 16 }', 'keys [Pin, key]: none', '« Pin » : aucun', 'it said: “Pin: 4711”'],
    ...['OCMF|{"FV":"1.0"}|{"SD":"MEUCIQ/Key=","a":1}', 'MEUCIQC/xyzpin==', '100 % Pin, 20%25'],
    ...['{"Name":"Key West","Value":5}', '{"TokenName":"Pin","SignedMeterValue":"x"}', '{"Name":"Pin","Max":5}'],
  ])('%s is not a secret and stays as it came', (text) => {
    expect(observationWithoutSecrets(text)).toBe(text);
    expect(removeSecrets([text])).toEqual({ value: [text], removed: [] });
  });

  test('of a pair the value goes, and of full-width names too', () => {
    expect(
      removeSecrets([
        { Name: 'Pin', Value: 'hush', Max: 1 },
        { name: 'Left', value: 5 },
        { Key: 'Pin', ValueAsString: 'hush' },
        { Setting: 'ＰＩＮ', ｖａｌｕｅ: 'hush' },
        { Ｐａｓｓｗｏｒｄ: 'hush', 'P\u00adin': 'hush' },
        { ＳｔａｔｅＩｄ: 863, ValueAsString: 'hush' },
      ]).value,
    ).toEqual([
      { Name: 'Pin', Max: 1 },
      { name: 'Left', value: 5 },
      {},
      { Setting: 'ＰＩＮ' },
      {},
      { ＳｔａｔｅＩｄ: 863 },
    ]);
    expect(observationWithoutSecrets('{"Ｐｉｎ":"hush')).toBeNull();
  });

  test('a text is looked through in a time that grows with its length', () => {
    const bits = [
      '<Pin>',
      'Pin=',
      'a',
      ' ',
      '&lt;Pin ',
      '&',
      'Pin="',
      '<a ',
      'Name:Pin,Value:',
      '%26Pin%3D',
      '\\',
      '</Pin ',
      '{pin,',
      '{pin:',
      '(pin: 4711',
      '[Pin]: ',
      '{[Pin]:',
      '“Pin”: “',
      '« Pin » : «',
      '"Pin" /*',
      '"Pin"/**/',
      '"StateId":863,"StateId":1,"ValueAsString"',
    ];
    for (const bit of bits) {
      const long = bit.repeat(Math.ceil(200_000 / bit.length));
      const from = performance.now();
      removeSecrets(long);
      removeSecrets(`x=${long}`);
      expect(performance.now() - from, bit).toBeLessThan(2_000);
    }
  });

  test('whatever the value, it goes: nothing of it is left in any of the forms', () => {
    const name = fc.constantFrom(...secretFields, ...secretFields.map((each) => each.toUpperCase()));
    const value = fc.string({
      unit: fc.constantFrom('☠', '☠', '"', "'", '&', ';', ' ', '=', '%', '\\', ',', '<', '{'),
    });
    fc.assert(
      fc.property(name, value, (field, hidden) => {
        const told = `${encodeURIComponent(hidden).replaceAll("'", '%27')}☠`;
        const forms = [
          `/x?a=1&${field}=${told}&b=2`,
          `User=a;${field}=☠${hidden.replaceAll(';', '').replaceAll('<', '')}☠;b=2`,
          `<a><${field}>☠${hidden.replaceAll('&', '').replaceAll('<', '')}☠</${field}><b>2</b></a>`,
          `<a ${field}="☠${hidden.replaceAll('"', '').replaceAll('<', '')}☠" b="2"/>`,
          JSON.stringify({ Key: field, Value: hidden, b: 2 }),
        ];
        for (const form of forms) {
          const left = observationWithoutSecrets(form) ?? '';
          expect(left).not.toContain('☠');
          expect(left).toContain('2');
          expect(observationWithoutSecrets(left)).toBe(left);
        }
      }),
    );
  });

  test('whatever the value, it goes from what people and programs write', () => {
    const quotes = fc.constantFrom(...['“”', '„“', '”“', '«»', '»«', '‘’', '‚‘', '‹›', "''", '""']);
    const value = fc.string({ unit: fc.constantFrom('☠', 'a', '7', '.', ' ', '(', '!', '’s', '-') });
    fc.assert(
      fc.property(fc.constantFrom(...secretFields), quotes, value, (field, [open = '', close = ''], hidden) => {
        const told = `☠${hidden}☠`;
        const word = `${told.replaceAll(/[\s(’]/g, '')}17`;
        const forms = [
          `2 ${open}${field}${close}: ${open}${told}${close}, 3`,
          `{ b: 2, [${field}]: ${open}${told}${close}, c: 3 }`,
          `2 (${field}: ${word}) 3`,
          `2 (c: 3, ${field}: ${word}, d: 4)`,
        ];
        for (const form of forms) {
          const left = observationWithoutSecrets(form) ?? '';
          expect(left).not.toContain('☠');
          expect(left).toContain('2');
          expect(left).toContain('3');
          expect(observationWithoutSecrets(left)).toBe(left);
        }
      }),
    );
  });

  test('of what people write that only mentions a name not a letter goes', () => {
    const words = [
      'Pin',
      'the key',
      '“Pin”',
      '(Pin)',
      '[Pin]',
      '„password“',
      '« key »',
      'door 4711',
      '1234',
      'max: 16',
    ];
    const links = [' ', ', ', '. ', ' (', ') ', ': on the card, ', ': the ', ' – ', '\n', ' “', '” ', '; '];
    const told = fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...links)), { maxLength: 8 });
    fc.assert(
      fc.property(told, (parts) => {
        // What begins with a bracket is taken for JSON, of which all goes that cannot be read and names a secret.
        const text = `See ${parts.flat().join('')}`;
        expect(observationWithoutSecrets(text)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test('no value under a secret name survives, and every plain value does', () => {
    const plain = fc.constantFrom('Id', 'Name', 'TokenName', 'New', 'MaxCurrent', 'LookupKey');
    const secret = fc.constantFrom('Pin', 'pASSWORD', 'access_token', 'newSecretThing', 'Some_Key', 'AuthPayload');
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('kept-value', 1, null, true),
        fc.array(tie('node'), { maxLength: 3 }),
        fc
          .tuple(fc.dictionary(plain, tie('node'), { maxKeys: 3 }), fc.dictionary(secret, fc.constant('lost-value')))
          .map(([kept, lost]) => ({ ...lost, ...kept })),
      ),
    }));
    fc.assert(
      fc.property(node, (value) => {
        const before = JSON.stringify(value);
        const after = JSON.stringify(removeSecrets(value).value);
        expect(after).not.toContain('lost-value');
        expect(after.split('kept-value').length).toBe(before.split('kept-value').length);
        const text = observationWithoutSecrets(before) ?? '';
        expect(text).not.toContain('lost-value');
        expect(text.split('kept-value').length).toBe(before.split('kept-value').length);
      }),
    );
  });
});
