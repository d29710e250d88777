import { describe, expect, test } from 'vitest'
import { readLinkIds } from '../../../shared/study/platform-id.ts'

const NAMES = ['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID']
const read = (query: Record<string, string>, names = NAMES) => readLinkIds(query, names)
const person = (value: string, name = 'PROLIFIC_PID') => read({ [name]: value }, [name]).person

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are the templates of platforms
/** Values that every visitor of a broken link brings alike, by why they are no id. */
const NO_IDS: Readonly<Record<string, string[]>> = {
  blank: [
    '',
    ' ',
    '\t\r\n',
    '\u00A0\u3000\u2003',
    '\u200B\u200C\u200D\u2060',
    '\uFEFF',
    '\u200E\u202A\u202C\u2066\u2069',
    '\0',
    '\u00AD',
    '\u2800\u3164',
    '-',
    '--',
    '.',
    '?',
    '""',
    "''",
    '{}',
    '[]',
    '()',
    '…',
    '%20',
    '%2520',
    '%E2%80%8B',
    '+',
    '$',
  ],
  'null-word': [
    'null',
    'NULL',
    'Null',
    ' null ',
    '"null"',
    '(null)',
    '%6Eull',
    'undefined',
    'UNDEFINED',
    'undefined\u200B',
    'NaN',
    'nan',
    'none',
    'None',
    'nil',
    'Nil',
    'n/a',
    'N/A',
    '#N/A',
    'NA',
    'void',
    'empty',
    'blank',
    'missing',
    'unknown',
    'unset',
    'not set',
    '(not set)',
    'Not available',
    'anonymous',
    'false',
    'null,null',
    'ｎｕｌｌ',
    'nullnull',
  ],
  template: [
    '{{%PROLIFIC_PID%}}',
    '{{ %PROLIFIC_PID% }}',
    '{{PROLIFIC_PID}}',
    '{PROLIFIC_PID}',
    '[PROLIFIC_PID]',
    '[[PROLIFIC_PID]]',
    '[%PROLIFIC_PID%]',
    '[% PROLIFIC_PID %]',
    '[contact("id")]',
    '${e://Field/PROLIFIC_PID}',
    '$%7Be://Field/PROLIFIC_PID%7D',
    '${m://ExternalDataReference}',
    '${PROLIFIC_PID}',
    '$PROLIFIC_PID',
    '$PROLIFIC_PID$',
    '$$PROLIFIC_PID$$',
    '$1',
    '#{PROLIFIC_PID}',
    '#PROLIFIC_PID#',
    '##id##',
    '@{id}',
    '@PROLIFIC_PID@',
    '@@id@@',
    '%{id}',
    '%SURVEY_CODE%',
    '%survey_code%',
    '%%SURVEY_CODE%%',
    '%SURVEY_CODE',
    '%s',
    '%1$s',
    '%(id)s',
    '<PROLIFIC_PID>',
    '<<PROLIFIC_PID>>',
    '<%= id %>',
    '«PROLIFIC_PID»',
    '((PROLIFIC_PID))',
    '⟨PID⟩',
    '【PID】',
    '‹id›',
    '*|UNIQID|*',
    '|id|',
    '||id||',
    '~id~',
    '!id!',
    '__PROLIFIC_PID__',
    '__id__',
    ':id',
    '{!Contact.Id}',
    '{0}',
    '{{id',
    'id}}',
    '[[id',
    'e://Field/PROLIFIC_PID',
    'pre-${id}-post',
    'id={{id}}',
    '{TOKEN}',
    '｛｛id｝｝',
    '%7B%7B%25PROLIFIC_PID%25%7D%7D',
    '%257B%257B%2525PROLIFIC_PID%2525%257D%257D',
    '%5BPROLIFIC_PID%5D',
    '\u200B{{%PROLIFIC_PID%}}\uFEFF',
    // A browser takes %AD, %DA, %CA and the like for bytes that are no text.
    '\uFFFDDRESS%',
    'ASSIGNMENT_ID_NOT_AVAILABLE',
    'assignment_id_not_available',
    'PROLIFIC_PID',
    'prolific_pid',
    'Prolific PID',
    'ProlificPid',
    'STUDY_ID',
    'SURVEY_CODE',
    'workerId',
    'worker_id',
    'workerid',
    'surveycode',
    'participant_id',
    'participantID',
    'RESPONDENT_ID',
    'id',
    'ID',
    'pid',
    'YOUR_ID',
    'your id here',
    'INSERT_ID_HERE',
    'REPLACE_ME',
    'EXTERNAL_PANEL_ID',
  ],
  placeholder: [
    'test',
    'TEST',
    'Test',
    ' test ',
    'tests',
    'tester',
    'testing',
    'test1',
    'test-2',
    'test_id',
    'testuser',
    'xxx',
    'XX',
    'XXXX-XXXX',
    'example',
    'dummy',
    'placeholder',
    'todo',
    '0',
    '00',
    '0000',
    '0.0',
    '-0',
    '-1',
    '-99',
    '00000000-0000-0000-0000-000000000000',
    '0000000000000000000000000',
  ],
  'too-long': ['a'.repeat(501), 'a '.repeat(300)],
  unreadable: ['a\0b', 'a\u0007b', 'a\u009Fb', 'a\uD800', '\uDC00b', 'a\uFFFDb', 'a\u007Fb', 'a\uFFFEb'],
}
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

describe('no id either, whatever the word for it', () => {
  test.each([
    ...[
      '((PID))',
      '(PID)',
      '-=PID=-',
      '_PID_',
      '^PID^',
      '`PID`',
      '@PID',
      '#PID',
      '!PID',
      '&lt;PID&gt;',
      '&#123;PID&#125;',
    ],
    ...[
      '\\u007bPID\\u007d',
      'prolific_id_here',
      'enter id here',
      'insert_id',
      'participant',
      'prolific',
      'worker',
      'user',
    ],
    ...['guest', 'preview', 'debug', 'true', '[object Object]', 'object Object', '0x0', 'nul'],
  ])('%j', (value) => {
    expect(person(value)).toMatchObject({ kind: 'none' })
  })
})

describe.each(Object.entries(NO_IDS))('no id, because %s', (why, values) => {
  test.each(values)('%j', (value) => {
    expect(read({ PROLIFIC_PID: value })).toEqual({ kept: {}, person: { kind: 'none', why } })
  })
})

describe('what people really bring stays an id', () => {
  test.each([
    '5f3a9c1e2b7d4a0012345678',
    'A1B2C3D4E5F6G7',
    'AB12CD34EF56AB12CD34EF56AB12CD34',
    '123e4567-e89b-12d3-a456-426614174000',
    'R_3kJ8sXy0aBcDeFg',
    '4711',
    '1',
    '7',
    '42',
    '123',
    '1000',
    '0042',
    '1042',
    '-abc',
    'x',
    'a',
    'p1',
    'anna',
    'abc',
    'Anna Müller',
    'anna.mueller@example.org',
    'anna+study@example.org',
    '@anna',
    'David',
    'Nonna',
    'Nilsson',
    'Testa',
    'Ernesto',
    'Nanette',
    'Undine',
    'nullarbor-7',
    'Ingrid',
    'Madrid',
    'test-person-17',
    'سارة',
    '王小明',
    'ประยุทธ์',
    'O’Brien',
    "D'Angelo",
    '50%abc',
    'a_b-c.d~e',
    'abc==',
    'MTIzNA==',
    '%D8%B3%D8%A7%D8%B1%D8%A9',
    'a/b',
    'a:b',
    '__ab',
    '🌵🐸🦊',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '❤️',
  ])('%j', (value) => {
    expect(read({ PROLIFIC_PID: value })).toEqual({
      kept: { PROLIFIC_PID: value },
      person: { kind: 'id', given: value },
    })
  })

  test('also where a name of the study says nothing of it', () => {
    expect(person('4711', 'id')).toMatchObject({ kind: 'id' })
    expect(person('anna', 'code')).toMatchObject({ kind: 'id' })
    expect(person('code', 'code')).toEqual({ kind: 'none', why: 'template' })
    expect(person('Matrikel', 'matrikel')).toEqual({ kind: 'none', why: 'template' })
  })
})

describe('an id is cleaned', () => {
  test.each([
    [' 5f3 ', '5f3'],
    ['\t5f3\r\n', '5f3'],
    ['\u00A05f3\u3000', '5f3'],
    ['\uFEFF5f3', '5f3'],
    ['5f3\u200B', '5f3'],
    ['5f\u200B3', '5f3'],
    ['5f\u00AD3', '5f3'],
    ['5f\u20603\uFEFF4', '5f34'],
    ['\u202A5f3\u202C', '5f3'],
    ['\u200E5f3\u200F', '5f3'],
    ['\u20665f3\u2069', '5f3'],
    ['5f3\0', '5f3'],
    ['\u0085 5f3 \u001F', '5f3'],
    ['Zoe\u0301', 'Zoé'],
    ['نورا\u200F', 'نورا'],
    // Joiners are letters' business in Persian and in Hindi.
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['Anna  Lee', 'Anna  Lee'],
  ])('%j is %j', (given, value) => {
    expect(read({ PROLIFIC_PID: given })).toEqual({ kept: { PROLIFIC_PID: value }, person: { kind: 'id', given } })
  })
})

describe('a parameter is that of the study', () => {
  test.each([
    'PROLIFIC_PID',
    'amp;PROLIFIC_PID',
    'amp;amp;PROLIFIC_PID',
    'AMP;PROLIFIC_PID',
    'prolific_pid',
    'Prolific_Pid',
    'amp;prolific_pid',
    '?PROLIFIC_PID',
    ' PROLIFIC_PID ',
    '\uFEFFPROLIFIC_PID',
  ])('written as %j', (name) => {
    expect(read({ [name]: '5f3' }).kept).toEqual({ PROLIFIC_PID: '5f3' })
  })

  test('in its own letters first, where the study tells two by them', () => {
    expect(read({ id: 'a1', ID: 'b2' }, ['ID', 'id'])).toMatchObject({ kept: { ID: 'b2', id: 'a1' } })
    expect(read({ Id: 'c3' }, ['ID', 'id'])).toMatchObject({ kept: { ID: 'c3' } })
  })

  test('and no other is', () => {
    const query = { PROLIFIC: 'a1', PID: 'b2', amp: 'c3', PROLIFIC_PIDS: 'd4', XPROLIFIC_PID: 'e5', toString: 'f6' }
    expect(read(query)).toEqual({ kept: {}, person: { kind: 'none', why: 'absent' } })
    expect(read({}, ['toString', 'constructor', '__proto__']).person).toEqual({ kind: 'none', why: 'absent' })
  })

  test('among any number of others, however long', () => {
    const others = Object.fromEntries(Array.from({ length: 5_000 }, (_, nth) => [`utm_${nth}`, 'x'.repeat(50)]))
    const query = { ['y'.repeat(10_000)]: 'z'.repeat(100_000), ...others, SESSION_ID: 's1', PROLIFIC_PID: 'p1' }
    expect(read(query)).toEqual({
      kept: { PROLIFIC_PID: 'p1', SESSION_ID: 's1' },
      person: { kind: 'id', given: 'p1' },
    })
  })
})

describe('a parameter that comes twice', () => {
  test('with two ids is none, since nobody knows which', () => {
    const query = { PROLIFIC_PID: 'anna', 'amp;PROLIFIC_PID': 'bea' }
    expect(read(query)).toEqual({ kept: {}, person: { kind: 'none', why: 'several' } })
  })

  test('with one id counts once', () => {
    expect(read({ PROLIFIC_PID: 'anna', 'amp;PROLIFIC_PID': ' anna' }).kept).toEqual({ PROLIFIC_PID: 'anna' })
    const template = { PROLIFIC_PID: '{{%PROLIFIC_PID%}}', 'amp;PROLIFIC_PID': 'anna' }
    expect(read(template).person).toEqual({ kind: 'id', given: 'anna' })
  })
})

test('the first that the study names tells people apart, and no other', () => {
  expect(read({ STUDY_ID: 'st', SESSION_ID: 'se' })).toEqual({
    kept: { STUDY_ID: 'st', SESSION_ID: 'se' },
    person: { kind: 'none', why: 'absent' },
  })
  expect(read({ PROLIFIC_PID: '5f3' }, [])).toEqual({ kept: {}, person: null })
})

test('the others are kept where they say something, a test or a zero too', () => {
  const query = { STUDY_ID: ' 0 ', SESSION_ID: '{{%SESSION_ID%}}', wave: 'test', list: 'none', note: 'a\0b' }
  expect(read(query, [...NAMES, 'wave', 'list', 'note']).kept).toEqual({ STUDY_ID: '0', wave: 'test', list: 'none' })
})

test('a long value, of strangers who want to see the server at work, is read at once', () => {
  const spaces = ' '.repeat(200_000)
  expect(person(spaces)).toEqual({ kind: 'none', why: 'blank' })
  expect(person(`${spaces}x${spaces}x`)).toEqual({ kind: 'none', why: 'too-long' })
  for (const part of ['{', '{a', '$', '%25', '__', '[a[', 'a_', 'aA', 'null', '«', '\u200B'])
    for (let nth = 0; nth < 100; nth += 1) expect(person(`${nth}${part.repeat(490 / part.length)}`)).not.toBeNull()
})

test('many values of one parameter, each as slow to judge as can be, are read at once', () => {
  const slow = (nth: number) => `${'%'.repeat(250)}${'a'.repeat(240)}${nth}`
  const query = Object.fromEntries(
    Array.from({ length: 300 }, (_, nth) => [`${'amp;'.repeat(nth)}PROLIFIC_PID`, slow(nth)]),
  )
  expect(read(query).person).toEqual({ kind: 'none', why: 'several' })
})
