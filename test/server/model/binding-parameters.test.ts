import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBindings, sentenceOf } from '../../../server/model/binding.ts'
import { RequestParameters } from '../../../shared/study/request-parameters.ts'

const local = { baseUrl: 'http://localhost:8000/v1', model: 'llama' }
const models = (change: object) => ({ PARALLAX_MODELS: JSON.stringify({ gpt: { ...local, ...change } }) })
const plain = (text: string) => ({ PARALLAX_MODEL: 'gpt-5', OPENAI_API_KEY: 'sk-1', PARALLAX_MODEL_PARAMETERS: text })

function parameters(env: Record<string, string>, alias = 'gpt') {
  const read = readBindings(env)
  if (read.kind === 'problems') throw new Error(read.problems.map(sentenceOf).join('\n'))
  return read.bindings.get(alias)!.parameters
}

function problems(env: Record<string, string>): string[] {
  const read = readBindings(env)
  return read.kind === 'problems' ? read.problems.map(sentenceOf) : []
}

describe('a binding', () => {
  test('may rename, drop and add request parameters', () => {
    const written = {
      rename: { max_tokens: 'max_completion_tokens' },
      drop: ['top_p', 'temperature', 'top_p'],
      add: { reasoning_effort: 'low', thinking: { budget: 1.5, on: true, off: null, list: ['a'] } },
    }
    expect(parameters(models(written))).toEqual({ ...written, drop: ['temperature', 'top_p'] })
    expect(parameters(models({ drop: ['seed'] }))).toEqual({ rename: {}, drop: ['seed'], add: {} })
  })

  test('may add what is named like a part of every object', () => {
    const add = { constructor: 1, toString: 'x', valueOf: true }
    expect(parameters(models({ add }))).toEqual({ rename: {}, drop: [], add })
    expect(
      problems({ PARALLAX_MODELS: '{"gpt":{"baseUrl":"http://x/v1","model":"m","add":{"__proto__":{}}}}' }),
    ).toEqual(expect.arrayContaining([expect.stringContaining('"__proto__" cannot name a parameter')]))
  })

  test('that renames, drops and adds nothing is one that says nothing of it', () => {
    expect(parameters(models({}))).toBeUndefined()
    expect(parameters(models({ rename: {}, drop: [], add: {} }))).toBeUndefined()
  })

  test('of PARALLAX_MODEL has its parameters in PARALLAX_MODEL_PARAMETERS, as YAML or JSON', () => {
    const expected = { rename: { max_tokens: 'max_completion_tokens' }, drop: ['temperature'], add: {} }
    const yaml = '{ rename: { max_tokens: max_completion_tokens }, drop: [temperature] }'
    expect(parameters(plain(yaml), 'default')).toEqual(expected)
    expect(parameters(plain(JSON.stringify(expected)), 'default')).toEqual(expected)
    expect(parameters(plain(' '), 'default')).toBeUndefined()
  })

  const faults: [string, object, RegExp][] = [
    [
      'a rename that is no map',
      { rename: ['max_tokens'] },
      /gpt", rename: It is not a list of names.* Write rename: \{ max/,
    ],
    ['a rename to no name', { rename: { max_tokens: 5 } }, /gpt", rename: It is not a list of names/],
    [
      'a rename of what is not sent',
      { rename: { max_token: 'x' } },
      /"max_token" is not a parameter .* Did you mean "max_tokens"\?/,
    ],
    ['a rename of the model', { rename: { model: 'engine' } }, /rename: "model" is what calls are made with/],
    ['a rename onto the messages', { rename: { stop: 'messages' } }, /rename: "messages" is what calls are made with/],
    [
      'a rename onto one of ours',
      { rename: { max_tokens: 'top_p' } },
      /"max_tokens" would be sent as "top_p", which is/,
    ],
    ['a rename to itself', { rename: { seed: 'seed' } }, /"seed" would be sent as "seed"/],
    ['a rename to an empty name', { rename: { seed: '' } }, /rename: "" cannot name a parameter/],
    ['two renames onto one name', { rename: { seed: 'x', stop: 'x' } }, /"seed" and "stop" would both be sent as "x"/],
    [
      'two renames that differ in capitals alone',
      { rename: { seed: 'Random', stop: 'random' } },
      /"seed" and "stop" would both be sent as "random"/,
    ],
    [
      'an addition of a new name in other capitals',
      { rename: { seed: 'random' }, add: { Random: 1 } },
      /add: "Random" is what rename makes of "seed" too/,
    ],
    ['an addition of ours in capitals', { add: { Temperature: 1 } }, /"Temperature" is "temperature" in other letters/],
    [
      'a rename and a drop of one',
      { rename: { seed: 'x' }, drop: ['seed'] },
      /drop: "seed" stands under rename too\. Keep one/,
    ],
    [
      'a drop that is no list',
      { drop: 'temperature' },
      /gpt", drop: It is not a list of names\. Write drop: \[temperature\]/,
    ],
    ['a drop of no name', { drop: [1] }, /gpt", drop: It is not a list of names/],
    [
      'a drop of what is not sent',
      { drop: ['temprature'] },
      /"temprature" is not a parameter .* Did you mean "temperature"\?/,
    ],
    [
      'a drop of something unlike any',
      { drop: ['frequency'] },
      /drop: "frequency" is not a parameter .* Known: temperature, top_p/,
    ],
    ['a drop of the stream options', { drop: ['stream_options'] }, /"stream_options" .* left out by itself/],
    ['a drop and an addition of one', { drop: ['seed'], add: { seed: 1 } }, /add: "seed" stands under drop too/],
    [
      'a rename and an addition of one',
      { rename: { seed: 'x' }, add: { seed: 1 } },
      /add: "seed" stands under rename too/,
    ],
    [
      'an addition of a new name',
      { rename: { seed: 'x' }, add: { x: 1 } },
      /add: "x" is what rename makes of "seed" too/,
    ],
    ['an addition that is no map', { add: ['low'] }, /gpt", add: It is not a list of names, each with its value/],
    ['an addition of more replies', { add: { n: 2 } }, /add: "n" is what calls are made with/],
    ['an addition of other messages', { add: { Messages: [] } }, /add: "Messages" is what calls are made with/],
    ['an addition of tools', { add: { tools: [] } }, /add: "tools" is what calls are made with/],
    [
      'another name of ours',
      { add: { max_completion_tokens: 9 } },
      /another name of "max_tokens".* write rename: \{ max_tokens: max_c/,
    ],
    ['a name with spaces', { add: { 'reasoning effort': 'low' } }, /"reasoning effort" cannot name a parameter/],
    [
      'a key by its name',
      { add: { api_key: 'x' } },
      /"api_key" looks like a secret, and .* every row of data\. .*apiKeyEnv/,
    ],
    [
      'a key by another name',
      { add: { headers: { Authorization: 'x' } } },
      /"headers\.Authorization" looks like a secret/,
    ],
    ['a key by its look', { add: { extra: ['sk-secret-0123'] } }, /The value of "extra\[0\]" looks like a key/],
  ]
  test.each(faults)('is refused with %s, and says what, where and what to do', (_name, change, expected) => {
    const found = problems(models(change))
    expect(found.join('\n')).toMatch(expected)
    expect(found.join('\n')).not.toMatch(/sk-secret/)
    expect(found.every((one) => one.startsWith('PARALLAX_MODELS, alias "gpt", '))).toBe(true)
  })

  test('may not add its own key, whatever its look', () => {
    const env = { ...models({ apiKeyEnv: 'KEY', add: { user: 'is plainplainplain' } }), KEY: 'plainplainplain' }
    expect(problems(env)).toEqual([expect.stringMatching(/add: The value of "user" looks like a key/)])
    expect(problems({ ...models({ apiKeyEnv: 'KEY', add: { user: 'none' } }), KEY: 'none' })).toEqual([])
  })

  test('may have its own key for no name either, and never shows it', () => {
    const key = 'plainplainplain'
    for (const [change, part] of [
      [{ add: { [key]: 1 } }, 'add: A name here'],
      [{ add: { user: { list: [{ [`x-${key}`]: 1 }] } } }, 'add: A name inside of "user.list[0]"'],
      [{ rename: { seed: key } }, 'rename: A name here'],
      [{ rename: { [key]: 'x' } }, 'rename: A name here'],
      [{ drop: [key] }, 'drop: A name here'],
    ] as const) {
      const found = problems({ ...models({ apiKeyEnv: 'KEY', ...change }), KEY: key })
      expect(found).toEqual([expect.stringMatching(/looks like a key \(it is not shown\).* apiKeyEnv\.$/)])
      expect(found[0]).toContain(part)
      expect(found[0]).not.toContain(key)
    }
    expect(problems(models({ add: { 'sk-secret-0123': 1 } }))).toEqual([expect.not.stringContaining('sk-secret')])
  })

  test('may add no __proto__ at any depth, which would be sent and not be kept', () => {
    const add = (text: string) => problems(plain(`{ add: { x: ${text} } }`))
    expect(add('{ __proto__: { a: 1 } }')).toEqual([
      expect.stringContaining('add: "x.__proto__" cannot be kept as a name'),
    ])
    expect(add('[{ __proto__: 1 }]')).toEqual([
      expect.stringContaining('add: "x[0].__proto__" cannot be kept as a name'),
    ])
    const kept = parameters(plain('{ add: { x: { constructor: 1, toString: 2 } } }'), 'default')
    expect(RequestParameters.parse(kept)).toEqual(kept)
  })

  test('is not read as empty where YAML makes a set or an ordered map of it', () => {
    for (const [text, part] of [
      ['{ add: !!set { a, b } }', 'add: It is not a list of names'],
      ['{ add: !!omap [a: 1] }', 'add: It is not a list of names'],
      ['{ rename: !!omap [seed: x] }', 'rename: It is not a list of names'],
      ['!!omap [add: { a: 1 }]', 'PARALLAX_MODEL_PARAMETERS: '],
    ] as const)
      expect(problems(plain(text)), text).toEqual([expect.stringContaining(part)])
  })

  test('may not add what YAML can say and JSON cannot', () => {
    const yaml = (value: string) => plain(`{ add: { x: ${value} } }`)
    for (const value of ['.nan', '-.inf', '!!set { a }', '!!binary aGk='])
      expect(problems(yaml(value)).join(), value).toMatch(
        /^PARALLAX_MODEL_PARAMETERS, add: The value of "x" is not JSON/,
      )
    expect(problems(yaml('12345678901234567890')).join()).toMatch(/"x" is too large a whole number/)
    expect(problems(yaml('&a [*a, *a]')).join()).toMatch(/nested too deep|not YAML or JSON|Unresolved/)
  })

  test('may add names that only look like those of secrets', () => {
    const add = {
      constructor: 'x',
      ignore_eos_token: true,
      stop_token_ids: [1],
      prompt_cache_key: 'study',
      min_tokens: 1,
      top_k: 5,
    }
    expect(parameters(models({ add }))).toEqual({ rename: {}, drop: [], add })
  })

  test('tells all that is wrong with it at once', () => {
    expect(problems(models({ rename: { a: 'b' }, drop: ['c'], add: { n: 1 } }))).toHaveLength(3)
  })
})

describe('what the README and .env.example tell people to write', () => {
  const textOf = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../../..', name), 'utf8')

  test.each(['README.md', '.env.example'])('is taken: %s', (name) => {
    const lines = [...textOf(name).matchAll(/^(?:# )?PARALLAX_MODEL_PARAMETERS='(.*)'$/gm)]
    expect(lines).toHaveLength(1)
    expect(parameters(plain(lines[0]![1]!), 'default')).toEqual({
      ...{ rename: { max_tokens: 'max_completion_tokens' }, drop: ['temperature'], add: {} },
    })
  })

  test('is taken for several models', () => {
    const block = /^# {3}my-alias[\s\S]*?(?=\n# \S)/m.exec(textOf('.env.example'))![0]
    const file = block.replace(/^# {3}/gm, '').replaceAll('https://…/v1', 'https://models.example/v1')
    const folder = mkdtempSync(path.join(tmpdir(), 'parallax-example-'))
    writeFileSync(path.join(folder, 'models.yaml'), file)
    const env = { PARALLAX_MODELS: path.join(folder, 'models.yaml'), MY_KEY: 'k' }
    expect(parameters(env, 'my-alias')).toBeUndefined()
    expect(parameters(env, 'reasons')).toMatchObject({ drop: ['temperature'], add: { reasoning_effort: 'low' } })
    rmSync(folder, { recursive: true })
  })
})

describe('PARALLAX_MODEL_PARAMETERS', () => {
  const faults: [string, Record<string, string>, RegExp][] = [
    ['no map', plain('low'), /^PARALLAX_MODEL_PARAMETERS: .* Write something like \{ rename: /],
    ['no YAML', plain('{ drop: [temperature'), /^PARALLAX_MODEL_PARAMETERS: /],
    ['a part that is none', plain('{ dropp: [temperature] }'), /^PARALLAX_MODEL_PARAMETERS: .*"dropp"/],
    ['a drop that is no list', plain('{ drop: temperature }'), /^PARALLAX_MODEL_PARAMETERS, drop: It is not a list/],
    [
      'no PARALLAX_MODEL',
      { PARALLAX_MODEL_PARAMETERS: '{ drop: [temperature] }' },
      /^PARALLAX_MODEL_PARAMETERS: It changes the requests to PARALLAX_MODEL, which is not set\. Set PARALLAX_MODEL/,
    ],
  ]
  test.each(faults)('with %s is a problem that says where', (_name, env, expected) => {
    expect(problems(env)).toEqual([expect.stringMatching(expected)])
  })
})
