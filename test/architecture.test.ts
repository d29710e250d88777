import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')
const FOLDERS = ['shared', 'server', 'client', 'test']

/** The rooms of shared, lowest first. */
const LAYERS = [
  'statistics',
  'languages',
  'instrument',
  'structure',
  'study',
  'session',
  'analysis',
  'report',
  'protocol',
]

/** A source file; `imports` are paths from the root of the project, or names of packages. */
type Source = { file: string; code: string; imports: string[] }

function sourcesOf(folder: string): Source[] {
  if (!existsSync(path.join(ROOT, folder))) return []
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mts|js|mjs)$/.test(name))
    .map((name) => {
      const file = path.posix.join(folder, name.split(path.sep).join('/'))
      const code = withoutComments(readFileSync(path.join(ROOT, file), 'utf8'))
      return { file, code, imports: importsOf(file, code) }
    })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function importsOf(file: string, code: string): string[] {
  const named = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([\w@./:?-]+)\1/g)
  return [...named].map(([, , name]) =>
    name!.startsWith('.') ? path.posix.join(path.posix.dirname(file), name!) : name!,
  )
}

const sources = FOLDERS.flatMap(sourcesOf)
const inFolder = (folder: string) => sources.filter(({ file }) => file.startsWith(`${folder}/`))

/** `a.ts imports b.ts` for each import that a rule forbids. */
function forbidden(from: readonly Source[], isForbidden: (imported: string, file: string) => boolean): string[] {
  return from.flatMap(({ file, imports }) =>
    imports.filter((one) => isForbidden(one, file)).map((one) => `${file} imports ${one}`),
  )
}

/** The folder below `folder` that a file is in, or the file itself. */
const room = (file: string, folder: string) => file.slice(folder.length + 1).split('/')[0]!

const under = (folder: string) => (imported: string) => imported.startsWith(`${folder}/`)

describe('layers', () => {
  test('the rules below look at real files and real imports', () => {
    for (const folder of ['shared', 'server', 'client']) expect(inFolder(folder).length, folder).toBeGreaterThan(5)
    const render = sources.find(({ file }) => file === 'shared/structure/render.ts')!
    expect(render.imports).toContain('shared/structure/phrases.ts')
  })

  test('every relative import leads to a file', () => {
    const inside = (one: string) => FOLDERS.some((folder) => one.startsWith(`${folder}/`))
    const bare = (one: string) => one.split('?')[0]!
    expect(forbidden(sources, (one) => inside(one) && !existsSync(path.join(ROOT, bare(one))))).toEqual([])
  })

  test('shared imports only shared, zod and pure libraries', () => {
    const pure = ['zod']
    expect(forbidden(inFolder('shared'), (one) => !under('shared')(one) && !pure.includes(one))).toEqual([])
  })

  // Text for a page and no code of ours to run: the script that the report carries to a reader's browser.
  const PAGE_SCRIPT = 'shared/report/figures/figure-script.ts'

  test('shared has no clock, no chance without a seed, and no surroundings', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.|\bglobalThis\b|\bcrypto\.|\bsetTimeout\b|\bfetch\(|\bwindow\.|\bdocument\./
    const found = inFolder('shared').flatMap(({ file, code }) => {
      const own = file === PAGE_SCRIPT ? code.replace(/String\.raw`[^`]*`/, '') : code
      const hit = impure.exec(own)
      return hit === null ? [] : [`${file}: ${hit[0]}`]
    })
    expect(found).toEqual([])
  })

  test('inside shared an import leads to the same layer or a lower one', () => {
    // Files of no folder, like random.ts, are open to all and rest on nothing.
    const rank = (file: string) => (file.split('/').length === 2 ? 0 : LAYERS.indexOf(file.split('/')[1]!) + 1)
    const strangers = inFolder('shared').filter(({ file }) => file.split('/').length > 2 && rank(file) === 0)
    expect(strangers.map(({ file }) => `${file} is in no known layer`)).toEqual([])
    expect(forbidden(inFolder('shared'), (one, file) => under('shared')(one) && rank(one) > rank(file))).toEqual([])
  })

  test('no two rooms of a folder import each other, types included', () => {
    const places = ['shared', 'server', 'client'].concat(
      ...['shared', 'shared/report', 'shared/analysis', 'shared/statistics'].map((folder) =>
        readdirSync(path.join(ROOT, folder), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => `${folder}/${name}`),
      ),
    )
    const circles = [...new Set(places)].flatMap((folder) => {
      const arrows = new Set(
        inFolder(folder).flatMap(({ file, imports }) =>
          imports.filter(under(folder)).map((one) => `${room(file, folder)} ${room(one, folder)}`),
        ),
      )
      return [...arrows].flatMap((arrow) => {
        const [from, to] = arrow.split(' ') as [string, string]
        const rooms = !from.includes('.') && !to.includes('.')
        return rooms && from < to && arrows.has(`${to} ${from}`) ? [`${folder}: ${from} and ${to}`] : []
      })
    })
    expect(circles).toEqual([])
  })

  test('the words of a language are reached through the list of languages alone, but for the English that the pages bring', () => {
    const ofLanguage = (one: string) => /^shared\/languages\/[^/]+\//.test(one)
    const readers = ['shared', 'server', 'client']
      .flatMap(inFolder)
      .filter(({ file }) => file !== 'shared/languages/languages.ts')
    expect(forbidden(readers, ofLanguage)).toEqual([
      'shared/languages/interface-words.ts imports shared/languages/en/interface.ts',
      'client/participant/words.ts imports shared/languages/en/interface.ts',
    ])
    expect(
      forbidden(
        inFolder('shared/languages').filter(({ file }) => ofLanguage(file)),
        ofLanguage,
      ),
    ).toEqual([])
  })

  test('the client never imports the server, nor the server the client', () => {
    expect(forbidden(inFolder('client'), under('server'))).toEqual([])
    expect(forbidden(inFolder('server'), under('client'))).toEqual([])
  })

  test('participant and researcher never import each other, and what both use imports neither', () => {
    expect(forbidden(inFolder('client/participant'), under('client/researcher'))).toEqual([])
    expect(forbidden(inFolder('client/researcher'), under('client/participant'))).toEqual([])
    const pages = (one: string) => under('client/participant')(one) || under('client/researcher')(one)
    expect(forbidden(inFolder('client/ui'), pages)).toEqual([])
  })

  test('http and realtime do not import each other', () => {
    expect(forbidden(inFolder('server/http'), under('server/realtime'))).toEqual([])
    expect(forbidden(inFolder('server/realtime'), under('server/http'))).toEqual([])
  })

  test('analysis takes answers and never a store', () => {
    expect(forbidden(inFolder('shared/analysis'), (one) => /store|model\//.test(one))).toEqual([])
  })

  test('no source imports a test', () => {
    expect(forbidden(['shared', 'server', 'client'].flatMap(inFolder), under('test'))).toEqual([])
  })

  test('only where the parts are put together is an adapter named', () => {
    const adapters = ['server/store/sqlite/', 'server/model/builtin/responder.ts', 'server/model/openai.ts']
    const isAdapter = (file: string) => adapters.some((adapter) => file.startsWith(adapter))
    // The openers choose adapters for main.ts and the command line, which alone may name them in turn.
    const openers = ['server/open.ts', 'server/model/open-models.ts', 'server/model/binding.ts']
    const isRoot = (file: string) => file === 'server/main.ts' || file.startsWith('server/cli/')
    const rest = inFolder('server').filter(
      ({ file }) =>
        !isAdapter(file) && !file.startsWith('server/model/builtin/') && !isRoot(file) && !openers.includes(file),
    )
    expect(forbidden(rest, (one) => isAdapter(one) || openers.includes(one))).toEqual([])
  })

  test('the alias of the built-in responder is written in one file', () => {
    const written = ['shared', 'server', 'client']
      .flatMap(inFolder)
      .filter(({ code }) => /(['"`])builtin\1/.test(code))
      .map(({ file }) => file)
    expect(written).toEqual(['shared/study/builtin-alias.ts'])
  })

  test('tests of shared look at no clock and set no time for themselves: the machine that runs them may be busy', () => {
    const timed = /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.|\bhrtime\b|\bset(?:Timeout|Interval)\(|\btimeout:/
    const found = inFolder('test/shared').filter(({ code }) => timed.test(code))
    expect(found.map(({ file }) => file)).toEqual([])
  })

  test('what an item kind is, its record alone knows: nobody else compares a kind by name', () => {
    const kinds = readdirSync(path.join(ROOT, 'shared/instrument/kinds'))
    const named = kinds.map((file) => path.basename(file, '.ts'))
    const records = named.filter((name) => !['kind', 'kinds', 'options'].includes(name))
    expect(records.length).toBeGreaterThan(3)
    const asked = new RegExp(
      `(?:answer|format)\\.kind [!=]== '(?:${records.filter((one) => one !== 'text').join('|')})'`,
    )
    const found = ['shared', 'server', 'client'].flatMap(inFolder).filter(({ file, code }) => {
      const ofItem = new RegExp(`item\\.answer\\.kind|'options' in (?:\\w+\\.)?answer|${asked.source}`)
      return !file.startsWith('shared/instrument/kinds/') && ofItem.test(code)
    })
    expect(found.map(({ file }) => file)).toEqual([])
  })

  test('what a stage kind is, its record tells a study: only what a session does with it is told apart by name', () => {
    const found = ['shared', 'server', 'client'].flatMap(inFolder).filter(({ code }) => {
      return /(?:stage|asked|first|chat)\??\.kind [!=]== '(?:consent|survey|chat|debrief)'|switch \(stage\.kind\)/.test(
        code,
      )
    })
    expect(found.map(({ file }) => file).sort()).toEqual(['shared/session/step.ts', 'shared/session/view.ts'])
  })

  test('relative imports say .ts', () => {
    const plain = (one: string) => FOLDERS.some((folder) => under(folder)(one)) && !/\.[a-z0-9]+(\?\w+)?$/.test(one)
    expect(forbidden(sources, plain)).toEqual([])
  })
})

describe('docs', () => {
  const RULES = {
    S: 'shared/session/RULES.md',
    ST: 'server/store/RULES.md',
    A: 'shared/analysis/RULES.md',
  }
  const rulesOf = (file: string) =>
    [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule]) => rule!)
  const rules = new Set(Object.values(RULES).flatMap(rulesOf))

  test.each(Object.entries(RULES))('the rules %s of %s are numbered without a gap', (letters, file) => {
    const numbered = rulesOf(file)
    expect(numbered).toEqual(numbered.map((_, nth) => `${letters}${nth + 1}`))
    expect(numbered.length).toBeGreaterThan(10)
  })

  /** The rules that a text cites in brackets, such as [S4] or [S16, ST8]. */
  const citedIn = (text: string) =>
    [...text.matchAll(/\[((?:S|ST|A)\d+(?:, ?(?:S|ST|A)\d+)*)\]/g)].flatMap(([, ids]) => ids!.split(/, ?/))

  test('every rule that code or a test cites is a rule', () => {
    const cited = sources.flatMap(({ file }) =>
      citedIn(readFileSync(path.join(ROOT, file), 'utf8')).map((rule) => ({ file, rule })),
    )
    expect(cited.length).toBeGreaterThan(3)
    expect(cited.filter(({ rule }) => !rules.has(rule))).toEqual([])
  })

  test('every rule is cited by the name of a test', () => {
    // A name stands in the line of its test, or alone in the next one where the test has cases.
    const named = /^\s*(?:(?:test|describe)\b.*\(\s*(['"`]).+\1,.*|(['"`]).+\2,)$/
    const cited = new Set(
      inFolder('test').flatMap(({ file }) =>
        readFileSync(path.join(ROOT, file), 'utf8')
          .split('\n')
          .filter((line) => named.test(line))
          .flatMap(citedIn),
      ),
    )
    expect([...rules].filter((rule) => !cited.has(rule))).toEqual([])
  })

  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))
  const readmes = [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...pages.map((name) => `docs/${name}`),
    ...Object.values(RULES),
    ...studyReadmes(),
  ]

  test.each(readmes)('every path that %s names is there', (readme) => {
    const text = readFileSync(path.join(ROOT, readme), 'utf8')
    const named = [...text.matchAll(/`([^`\n]+)`|\]\(([^)\s]+)\)/g)].map(([, code, link]) => code ?? link!)
    expect(named.filter(isPath).filter((one) => !leads(one, readme))).toEqual([])
  })

  test('the map of ARCHITECTURE.md has every room', () => {
    const map = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8')
    const rooms = ['shared', 'shared/analysis', 'server', 'client'].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`),
    )
    expect(rooms.filter((one) => !map.includes(`\`${one}\``))).toEqual([])
  })

  test('the layers that ARCHITECTURE.md tells of are those of the tests', () => {
    const map = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8')
    const told = [...map.matchAll(/^\| `shared\/(\w+)` \|/gm)].map(([, name]) => name!)
    expect(told).toEqual(LAYERS)
    const layers = map.slice(map.indexOf('## Layers'), map.indexOf('## Ideas'))
    const tests = [...layers.matchAll(/\| `([^`]+)`[^|]*\|$/gm)].map(([, name]) => name!)
    const own = readFileSync(path.join(ROOT, 'test/architecture.test.ts'), 'utf8')
    expect(tests.length).toBeGreaterThan(5)
    expect(tests.filter((name) => name !== 'docs' && !own.includes(`test('${name}'`))).toEqual([])
  })

  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }

  test('no test is lost: all run by default, and what the fast ones leave out is among the long ones', () => {
    expect(scripts.test).toBe('node server/launch.mjs test')
    expect(scripts.check).toBe('node server/launch.mjs check')
    const ci = readFileSync(path.join(ROOT, '.ci/run'), 'utf8')
    for (const command of [/^npm run -s lint /m, /^npm run -s types /m, /npm test$/m]) expect(ci).toMatch(command)
    expect(readFileSync(path.join(ROOT, 'vite.config.ts'), 'utf8')).not.toContain('exclude')
    const left = [...scripts['test:fast']!.matchAll(/--exclude (\S+)/g)].map(([, file]) => file!)
    const long = scripts['test:long']!.split(' ').filter((word) => word.startsWith('test/'))
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter((file) => !long.some((place) => file.startsWith(place)))).toEqual([])
    expect(sources.filter(({ file }) => /\.test\.tsx?$/.test(file) && !file.startsWith('test/'))).toEqual([])
  })

  test('what the scripts of package.json name is there', () => {
    const named = Object.values(scripts)
      .flatMap((script) => script.split(' '))
      .filter((word) => /^(server|test|shared|client)\//.test(word))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((word) => !existsSync(path.join(ROOT, word)))).toEqual([])
  })

  test('every shipped study has a README', () => {
    const folders = readdirSync(path.join(ROOT, 'studies')).filter((name) =>
      existsSync(path.join(ROOT, 'studies', name, 'study.yaml')),
    )
    expect(studyReadmes()).toEqual(folders.map((name) => `studies/${name}/README.md`))
  })
})

function studyReadmes(): string[] {
  return readdirSync(path.join(ROOT, 'studies'))
    .map((name) => `studies/${name}/README.md`)
    .filter((file) => existsSync(path.join(ROOT, file)))
}

/** Paths begin with a folder of the project, or are links or file names with an ending. Placeholders in capitals are none. */
function isPath(text: string): boolean {
  if (/^[a-z]+:|^#|^\/|[*<>{}$]|\s/.test(text)) return false
  const begins = /^\.{0,2}\/?(shared|server|client|studies|test|migrations|docs)\//.test(text)
  const isFile = /^[\w./-]+\.(md|ts|tsx|mjs|json|yaml)$/.test(text) && text.includes('/')
  return (begins || isFile) && !/\b[A-Z]{2,}[A-Z-]*\//.test(text) && !/\/[A-Z][A-Z-]+$/.test(text)
}

function leads(text: string, from: string): boolean {
  const bare = text.split('#')[0]!
  return [ROOT, path.join(ROOT, path.dirname(from))].some((base) => existsSync(path.join(base, bare)))
}
