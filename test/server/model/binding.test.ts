import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { endpointFor, readBindings, sentenceOf } from '../../../server/model/binding.ts'

const folder = mkdtempSync(join(tmpdir(), 'bindings-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function bound(env: Record<string, string>): Record<string, object> {
  const read = readBindings(env)
  if (read.kind === 'problems') throw new Error(read.problems.map(sentenceOf).join('\n'))
  return Object.fromEntries(read.bindings)
}

function problems(env: Record<string, string>): string {
  const read = readBindings(env)
  return read.kind === 'problems' ? read.problems.map(sentenceOf).join('\n') : 'no problem'
}

const local = { baseUrl: 'http://localhost:8000/v1', model: 'llama' }
const inline = (models: object) => ({ PARALLAX_MODELS: JSON.stringify(models, null, '\t') })

describe('PARALLAX_MODELS', () => {
  test('binds aliases in inline JSON', () => {
    expect(
      bound({ ...inline({ local, cloud: { ...local, provider: 'Acme', apiKeyEnv: 'ACME' } }), ACME: ' k1\n' }),
    ).toEqual({
      local: { alias: 'local', provider: 'localhost:8000', ...local },
      cloud: { alias: 'cloud', provider: 'Acme', ...local, apiKey: 'k1' },
    })
  })

  test('may tell what tokens cost, in and out together', () => {
    const prices = { input: 0.5, output: 0 }
    expect(bound(inline({ local: { ...local, prices } }))).toEqual({
      local: { alias: 'local', provider: 'localhost:8000', ...local, prices },
    })
    expect(problems(inline({ local: { ...local, prices: { input: 1 } } }))).toMatch(/alias "local", prices/)
    expect(problems(inline({ local: { ...local, prices: { input: -1, output: 1 } } }))).toMatch(/alias "local", prices/)
  })

  test('binds aliases in a YAML file and in a JSON file', () => {
    const yaml = file('models.yaml', `local: # the one downstairs\n  baseUrl: ${local.baseUrl}/\n  model: llama\n`)
    const json = file('models.json', JSON.stringify({ local }))
    expect(bound({ PARALLAX_MODELS: yaml })).toEqual(bound({ PARALLAX_MODELS: json }))
    expect(bound({ PARALLAX_MODELS: yaml })).toEqual({
      local: { alias: 'local', provider: 'localhost:8000', ...local },
    })
  })

  test('that is not set or empty binds nothing', () => {
    expect(bound({})).toEqual({})
    expect(bound({ PARALLAX_MODELS: ' ', PARALLAX_MODEL: '' })).toEqual({})
    expect(bound({ PARALLAX_MODELS: file('empty.yaml', '') })).toEqual({})
  })

  const faults: [string, Record<string, string>, RegExp][] = [
    [
      'a file that is not there',
      { PARALLAX_MODELS: '/no/such.yaml' },
      /file \/no\/such\.yaml: .*ENOENT.* Give the path/,
    ],
    ['a text that is no JSON', { PARALLAX_MODELS: '{"local": ' }, /PARALLAX_MODELS: This is not YAML or JSON/],
    ['an alias that is there twice', { PARALLAX_MODELS: '{"a": {}, "a": {}}' }, /unique/],
    ['a list', { PARALLAX_MODELS: file('list.yaml', '- a\n') }, /expected record.* Write \{ alias/],
    ['a model that is missing', inline({ a: { baseUrl: local.baseUrl } }), /alias "a", model: .*expected string/],
    ['an empty model', inline({ a: { ...local, model: ' ' } }), /alias "a", model: is empty/],
    ['an unknown field', inline({ a: { ...local, temperature: 1 } }), /alias "a": .*temperature/],
    ['a key in the file', inline({ a: { ...local, apiKey: 'sk-secret' } }), /alias "a": It holds a key\. .*apiKeyEnv/],
    ['a base URL that is none', inline({ a: { ...local, baseUrl: 'localhost' } }), /alias "a", baseUrl: It is no URL/],
    ['another scheme', inline({ a: { ...local, baseUrl: 'file:///v1' } }), /It is not http or https/],
    ['a password', inline({ a: { ...local, baseUrl: 'https://me:secret@host/v1' } }), /user name, password/],
    ['a query', inline({ a: { ...local, baseUrl: 'https://host/v1?key=secret' } }), /query/],
    ['the whole route', inline({ a: { ...local, baseUrl: 'http://h/v1/chat/completions' } }), /names the route/],
    ['the reserved alias', inline({ builtin: local }), /alias "builtin": .*built-in responder/],
    ['an alias that no study can name', inline({ 'My Model': local }), /alias "My Model": .*lower-case/],
    [
      'an alias __proto__',
      { PARALLAX_MODELS: '{"__proto__": {}}' },
      /alias "__proto__": No study can name .*lower-case/,
    ],
    [
      'a key variable that is not set',
      inline({ a: { ...local, apiKeyEnv: 'NOPE' } }),
      /NOPE, which is not set\. Set NOPE/,
    ],
    [
      'a key that no header can carry',
      { ...inline({ a: { ...local, apiKeyEnv: 'K' } }), K: 'Bearer secret' },
      /key in K/,
    ],
  ]
  test.each(faults)('with %s is a problem that says where', (_name, env, expected) => {
    expect(problems(env)).toMatch(expected)
    expect(problems(env)).not.toMatch(/secret/)
  })

  test('reports all its problems, and binds nothing then', () => {
    const read = readBindings(inline({ fine: local, a: { ...local, apiKeyEnv: 'X' }, builtin: local }))
    expect(read).toMatchObject({ kind: 'problems', problems: [{}, {}] })
  })
})

describe('the alias default', () => {
  const key = { OPENAI_API_KEY: 'sk-1' }
  const model = { PARALLAX_MODEL: 'small' }

  test('is bound to OpenAI by a model and a key', () => {
    const endpoint = {
      alias: 'default',
      provider: 'api.openai.com',
      baseUrl: 'https://api.openai.com/v1',
      model: 'small',
    }
    expect(bound({ ...model, ...key })).toEqual({ default: { ...endpoint, apiKey: 'sk-1' } })
  })

  test('is bound to another endpoint, with or without a key', () => {
    const open = { ...model, OPENAI_BASE_URL: 'http://localhost:11434/v1/' }
    const endpoint = {
      alias: 'default',
      provider: 'localhost:11434',
      baseUrl: 'http://localhost:11434/v1',
      model: 'small',
    }
    expect(bound(open)).toEqual({ default: endpoint })
    expect(bound({ ...open, ...key })).toEqual({ default: { ...endpoint, apiKey: 'sk-1' } })
  })

  test('stands beside the others', () => {
    expect(Object.keys(bound({ ...inline({ local }), ...model, ...key }))).toEqual(['local', 'default'])
  })

  test('is not bound by a key alone', () => {
    expect(bound({ ...key, OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toEqual({})
  })

  const faults: [string, Record<string, string>, RegExp][] = [
    ['a model alone', model, /PARALLAX_MODEL: .*neither a key nor an endpoint.* Set OPENAI_API_KEY/],
    ['two bindings', { ...inline({ default: local }), ...model, ...key }, /bound twice/],
    ['a broken base URL', { ...model, OPENAI_BASE_URL: 'nowhere' }, /OPENAI_BASE_URL: It is no URL/],
    ['a broken key', { ...model, OPENAI_API_KEY: 'two words' }, /OPENAI_API_KEY: The key/],
  ]
  test.each(faults)('is a problem with %s', (_name, env, expected) => {
    expect(problems(env)).toMatch(expected)
  })
})

describe('an alias of a study', () => {
  const bindings = new Map([['local', { alias: 'local', provider: 'p', ...local }]])

  test('gets the endpoint that it is bound to', () => {
    expect(endpointFor(bindings, 'local', 'demo')).toEqual({
      kind: 'bound',
      endpoint: { alias: 'local', provider: 'p', ...local },
    })
  })

  test('that is not bound is a problem that names the study, the alias and the variable', () => {
    expect(endpointFor(bindings, 'cloud', 'demo')).toEqual({
      kind: 'unbound',
      problem: {
        what: 'The model alias "cloud" is bound to no endpoint. Bound are: local.',
        where: 'study "demo", model.alias',
        remedy: expect.stringContaining('Set PARALLAX_MODELS to {"cloud": '),
      },
    })
    const unbound = endpointFor(new Map(), 'default', 'demo')
    expect(unbound.kind === 'unbound' && sentenceOf(unbound.problem)).toMatch(
      /No alias is bound\. Set PARALLAX_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL/,
    )
  })
})

test.each([
  ['as an alias', { 'sk-proj-abcdefghijklmnop': { baseUrl: 'http://h/v1', model: 'm' } }],
  ['as an unknown field', { main: { baseUrl: 'http://h/v1', model: 'm', 'sk-proj-abcdefghijklmnop': 'x' } }],
  ['as a field of its own', { main: { baseUrl: 'http://h/v1', model: 'm', 'a-word-of-the-house-1234': 'x' } }],
])('a key that is written %s is in no message', (_, models) => {
  const read = readBindings({ PARALLAX_MODELS: JSON.stringify(models), OPENAI_API_KEY: 'a-word-of-the-house-1234' })
  expect(read.kind).toBe('problems')
  expect(JSON.stringify(read)).not.toMatch(/sk-proj|a-word-of-the-house/)
  expect(JSON.stringify(read)).toMatch(/not shown|looks like a key/)
})
