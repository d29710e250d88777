import { describe, expect, test } from 'vitest'
import { withoutInterval } from '../../../../shared/analysis/alignment/reader.ts'
import type { RunAnswerRow } from '../../../../shared/analysis/answers/run-answers.ts'
import { runTable } from '../../../../shared/analysis/answers/run-answers.ts'
import type { RunIdentity } from '../../../../shared/analysis/answers/run-identity.ts'
import { analyse } from '../../../../shared/report/analyse.ts'
import { anchor } from '../../../../shared/report/headlines.ts'
import { reportHtml } from '../../../../shared/report/html.ts'
import { markKind, seriesOf } from '../../../../shared/report/plots/series.ts'
import type { Report } from '../../../../shared/report/report.ts'
import type { RequestParameters } from '../../../../shared/study/request-parameters.ts'
import { generate, generatedStudy } from '../../analysis/generate.ts'
import { type Answerer, answersOf, mixed, referenceShares, runStudy } from '../../analysis/models-alone/generate-run.ts'

const quick = { seed: 'page', resamples: 60, rearrangements: 59, draws: 20 } as const
const moved: Answerer = ({ place, condition, order }, q) =>
  mixed(
    referenceShares(place, q),
    order === 'reversed' ? [0.9, 0, 0, 0] : [0, 0, 0, 0.9],
    condition === 'none' ? 0.5 : 0.1,
  )

function reportOf(
  study: ReturnType<typeof runStudy>,
  answers: RunAnswerRow[],
  missing = 0,
  identities: RunIdentity[] = [],
): Report {
  const run = { table: runTable(study, answers), jobs: answers.length + missing, otherWords: 0, identities }
  return analyse({ study, sessions: [], answers: [], run, studyHash: 'abcdef0123456789', ...quick })
}

const study = runStudy(7, { targets: ['own', 'norm'], models: ['first', 'second'], formats: ['number', 'unforced'] })
const report = reportOf(study, answersOf(study, moved, 'page'), 12)
const page = reportHtml(report)

/** A part of the page: from its heading to the next of the same rank. */
function part(of: string, id: string): string {
  const from = of.indexOf(`<h3 id="${id}"`)
  expect(from).toBeGreaterThan(0)
  const next = of.indexOf('<h3', from + 4)
  return of.slice(from, next < 0 ? undefined : next)
}
const SECTIONS = [
  'run-coverage',
  'run-alignment',
  'run-comparisons',
  'run-robustness',
  'run-variance',
  'run-apart',
  'run-items',
] as const
/** What no page may say, each with what stands before it; scripts are code and may. */
const odd = (of: string) =>
  of.replaceAll(/<script>[\s\S]*?<\/script>/g, '').match(/.{0,60}(NaN|undefined|Infinity|\[object|>null<)/g) ?? []
const words = (markup: string) => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

describe('the page of a study that asked models alone', () => {
  test('has every part of the run in order, and no empty part about people and talks', () => {
    const places = SECTIONS.map((id) => page.indexOf(`<h3 id="${id}"`))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(page.indexOf('<h2 id="run"'))
    for (const id of ['people', 'shift', 'places', 'both-directions']) expect(page).not.toContain(`<h2 id="${id}"`)
    expect(page.indexOf('<h2 id="methods"')).toBeGreaterThan(places.at(-1)!)
  })

  test('opens with what the binding of a model changed, and cautions where that was more than a name', () => {
    const named = (alias: string, parameters: Partial<RequestParameters>) => ({
      ...{ alias, provider: 'Acme', baseUrl: 'http://acme.example/v1', model: 'gpt-5' },
      parameters: { rename: {}, drop: [], add: {}, ...parameters },
    })
    const identities = [
      named('first', { rename: { seed: 'random_seed' }, drop: ['stop'] }),
      named('second', { drop: ['seed'], add: { reasoning_effort: 'low' } }),
    ]
    const made = reportOf(study, answersOf(study, moved, 'page'), 0, identities)
    const cautions = made.warnings.map(({ text }) => text).filter((text) => text.includes('not as the study says'))
    expect(cautions).toEqual([
      'The requests of the probe run to "second" (gpt-5) were not as the study says: seed of each probe is left out, ' +
        'reasoning_effort "low" is added. The endpoint\'s own ran in the place of what was left out.',
    ])
    const head = words(reportHtml(made))
    expect(head).toContain('Requests to first seed sent as random_seed, without stop')
    expect(head).toContain('Requests to second without seed, with reasoning_effort &quot;low&quot;')
    expect(words(page)).not.toContain('Requests to')
  })

  test('opens with the models, the answers of those planned, the slices and the version', () => {
    const head = words(page.slice(page.indexOf('<header>'), page.indexOf('</header>')))
    expect(head).toContain('first, second')
    const { answers, jobs } = report.run!
    expect(head).toContain(`${answers.toLocaleString('en')} answers of ${jobs.planned.toLocaleString('en')} planned`)
    expect(head).toContain('Egypt (en), Egypt (fr), Morocco (fr), Sweden (en)')
    expect(head).toContain('abcdef012345')
    expect(head).not.toContain('no session yet')
  })

  test('has no number that is not one, and nothing is undefined', () => {
    expect(odd(page)).toEqual([])
  })

  test('every headline and every link leads to an id that is there once', () => {
    expect(report.headlines.map(({ rows }) => rows)).toEqual([anchor('run people-none')])
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page.includes(`id="${target}"`)).toBe(true)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('the headline leads to item rows of that comparison', () => {
    const from = page.indexOf(`id="${anchor('run people-none')}"`)
    const rows = page.slice(from, page.indexOf('</section>', from))
    for (let q = 0; q < 7; q += 1) expect(rows).toContain(`Item ${q}`)
    for (const measure of withoutInterval('models alone')) expect(rows).toMatch(new RegExp(`<th[^>]*>${measure}</th>`))
  })

  test('planned comparisons stand before exploratory ones, which are said to be so', () => {
    const comparisons = part(page, 'run-comparisons')
    const [planned, exploratory, other] = ['<h4>Planned', '<h4>Exploratory', 'Another target'].map((text) =>
      comparisons.indexOf(text),
    )
    expect([planned! < exploratory!, exploratory! < other!]).toEqual([true, true])
    expect(comparisons.indexOf(`id="${anchor('run people-none')}"`)).toBeLessThan(exploratory!)
    expect(comparisons.indexOf(`id="${anchor('run framing user none')}"`)).toBeGreaterThan(exploratory!)
    expect(comparisons.indexOf(`id="${anchor('run people-none norm')}"`)).toBeGreaterThan(other!)
    expect(words(comparisons)).toContain('Two one-sided tests of the mean move along the codes against ±0.2 sd')
  })

  test('another target has plots of its own under words that say what it is', () => {
    const alignment = part(page, 'run-alignment')
    const from = alignment.indexOf('id="run-alignment-norm"')
    expect(from).toBeGreaterThan(0)
    expect(words(alignment.slice(from))).toContain('Here the model was asked for the norm that people perceive')
    // Two models, three conditions, four slices: each target has its own rows and no others.
    expect(alignment.match(/Table: alignment, \d+ rows/g)).toEqual(Array(2).fill('Table: alignment, 24 rows'))
    const plots = (markup: string) => markup.split('role="img"').length - 1
    expect(plots(alignment.slice(0, from))).toBe(plots(alignment.slice(from)))
    const onlyOwn = runStudy(7, { models: ['first', 'second'], formats: ['number', 'unforced'] })
    const alone = part(reportHtml(reportOf(onlyOwn, answersOf(onlyOwn, moved, 'own'))), 'run-alignment')
    expect(plots(alone)).toBe(plots(alignment.slice(0, from)))
  })

  test('places that have means only stand in plots and tables of their own', () => {
    const alignment = part(page, 'run-alignment')
    const own = alignment.slice(0, alignment.indexOf('id="run-alignment-norm"'))
    const apart = own.indexOf('Where only a mean is known')
    const distributions = own.slice(0, apart)
    expect(distributions).toContain('Egypt, fr')
    expect(distributions).not.toContain('Sweden')
    const means = own.slice(apart, own.indexOf('<details>', apart))
    expect(means).toContain('Sweden, en')
    expect(means).not.toMatch(/Egypt|Morocco/)
  })

  test('the baseline is marked, and every condition has a colour and a shape of its own', () => {
    const alignment = part(page, 'run-alignment')
    const key = alignment.slice(alignment.indexOf('<ul class="legend">'), alignment.indexOf('</ul>'))
    expect(words(key)).toContain('none (baseline) user people')
    const looks = [...key.matchAll(/<path class="([^"]+)" d="([^"]+)"/g)]
    expect(looks).toHaveLength(3)
    expect(new Set(looks.map(([, kind]) => kind)).size).toBe(3)
    expect(new Set(looks.map(([, , shape]) => shape)).size).toBe(3)
    expect(looks[0]![1]).toContain('of-0')
  })

  test('figures on the page are those of the report', () => {
    const row = report.run!.alignment.find(
      ({ place, target, condition }) => place === 'MAR' && target === 'own' && condition === 'user',
    )!
    const shown = words(part(page, 'run-alignment'))
    expect(row.closeness.value).not.toBeNull()
    expect(shown).toContain(row.similarity!.toFixed(3))
    expect(shown).toContain(row.nullSimilarity!.toFixed(3))
    expect(shown).toContain(row.closeness.value!.toFixed(3))
    const [variance] = report.run!.variance.filter(({ target }) => target === 'own')
    expect(words(part(page, 'run-robustness'))).toContain(
      `${Math.round(variance!.artefact! * 100)} % of the variance of answers is artefact`,
    )
    expect(words(part(page, 'run-variance'))).toContain(
      `structure ${Math.round(variance!.families!.structure * 100)} %`,
    )
  })

  test('language and country have lists of their own', () => {
    const apart = part(page, 'run-apart')
    const country = apart.indexOf('The country changes, the language stays')
    expect(apart.slice(0, country)).toContain('Egypt: en and fr')
    expect(apart.slice(country)).toContain('Egypt and Morocco, both in fr')
    expect(apart.slice(0, country)).not.toContain('Morocco')
    expect(apart.match(/Table: \d+ pairs?/g)).toEqual(['Table: 1 pair', 'Table: 2 pairs'])
  })

  test('the answers by item name people and each condition for those who cannot see the bars', () => {
    const items = part(page, 'run-items')
    expect(items.match(/<figure class="panel">/g)!.length).toBe(7 * 4 * 2)
    expect(items).toMatch(
      /aria-label="Item 0: people [\d ]+; none \(baseline\) [\d ]+; user [\d ]+; people [\d ]+, per cent/,
    )
    expect(items).toContain('people: mean')
  })
})

describe('what a run lacks', () => {
  test('one slice and one way of asking: it is said that nothing can be told of them', () => {
    const small = runStudy(3, {
      slices: [{ place: 'SWE', locale: 'en' }],
      itemWordings: [0],
      orders: ['listed'],
    })
    const made = reportHtml(reportOf(small, answersOf(small, moved, 'small')))
    expect(words(part(made, 'run-apart'))).toContain('There is one slice only')
    expect(words(part(made, 'run-robustness'))).toContain('cannot say how much of its answers is owed to how it asked')
    expect(words(part(made, 'run-alignment'))).toContain('no item that was answered has a reference distribution')
    expect(words(part(made, 'run-variance'))).toContain('No coefficient: countries are not told apart')
    expect(odd(made)).toEqual([])
  })

  test('slices that differ in both country and language: neither effect can be told from the other', () => {
    const nested = runStudy(6, {
      slices: [
        { place: 'EGY', locale: 'en' },
        { place: 'MAR', locale: 'fr' },
      ],
    })
    const made = words(part(reportHtml(reportOf(nested, answersOf(nested, moved, 'nested'))), 'run-apart'))
    expect(made).toContain('An effect of language cannot be told apart from one of country here')
    expect(made).toContain('An effect of country cannot be told apart from one of language here')
  })

  test('answers that are all alike: the variance says why it was not taken apart', () => {
    const same = answersOf(study, moved, 'same').map(
      (one): RunAnswerRow => ({ ...one, outcome: { kind: 'classified', code: 2 } }),
    )
    const made = reportHtml(reportOf(study, same))
    expect(words(part(made, 'run-variance'))).toContain('there is no variance to decompose')
    expect(odd(made)).toEqual([])
  })

  test('no answer that names an option: every part says so and none fails', () => {
    const none = answersOf(study, moved, 'none').map((one): RunAnswerRow => ({ ...one, outcome: { kind: 'refused' } }))
    const made = reportHtml(reportOf(study, none))
    expect(words(part(made, 'run-coverage'))).toContain('0 % name an option')
    expect(words(part(made, 'run-alignment'))).toContain('no item that was answered has a reference distribution')
    expect(odd(made)).toEqual([])
  })

  test('factors that always differ together are flagged in the comparison', () => {
    const { factors } = study
    const tied = runStudy(
      5,
      { slices: [{ place: 'EGY', locale: 'en' }] },
      {
        factors: {
          ...factors,
          strategy: {
            aspect: 'strategy',
            label: 'Strategy',
            levels: {
              direct: { label: 'Direct', kind: 'direct' },
              reason: { label: 'Reason', kind: 'reasoning-first' },
            },
          },
        },
        conditions: [
          { id: 'none', levels: { framing: 'none', strategy: 'direct' }, weight: 1 },
          { id: 'people', levels: { framing: 'people', strategy: 'reason' }, weight: 1 },
        ],
      },
    )
    const made = reportHtml(reportOf(tied, answersOf(tied, moved, 'tied')))
    expect(words(part(made, 'run-comparisons'))).toContain('Confounded: strategy differs between the sides as well')
    expect(words(part(page, 'run-comparisons'))).not.toContain('Confounded')
  })

  test('log-probabilities that favour another option are counted where they were given', () => {
    const favoured = answersOf(study, moved, 'log').map(
      (one, nth): RunAnswerRow => ({
        ...one,
        unit: {
          ...one.unit,
          favoured: one.outcome.kind === 'classified' && nth % 2 === 0 ? (one.outcome.code % 4) + 1 : null,
        },
      }),
    )
    const made = reportOf(study, favoured)
    const { compared, other } = made.run!.favoured
    expect(compared).toBeGreaterThan(100)
    expect(words(part(reportHtml(made), 'run-coverage'))).toContain(
      `in ${other.toLocaleString('en')} of ${compared.toLocaleString('en')} answers (100 %)`,
    )
    expect(words(part(page, 'run-coverage'))).toContain('gave no log-probabilities')
  })
})

describe('names from the study file', () => {
  test('are text and never markup, wherever the run shows them', () => {
    const sharp = '<b onclick="x">"Sharp" & \'bold\'</b>'
    const named = structuredClone(study)
    for (const { items } of named.instruments)
      for (const item of items) {
        item.label = `${sharp} ${item.id}`
        item.topic = sharp
      }
    named.places.EGY = { en: sharp }
    const [contrast] = named.contrasts
    contrast!.title = sharp
    const factor = named.factors.framing!
    factor.label = sharp
    for (const level of Object.values(factor.levels)) level.label = sharp
    const made = reportHtml(reportOf(named, answersOf(named, moved, 'sharp')))
    expect(made).not.toContain('<b onclick')
    for (const id of ['run-coverage', 'run-alignment', 'run-comparisons', 'run-apart', 'run-items'] as const)
      expect(part(made, id)).toContain('&lt;b onclick=&quot;x&quot;&gt;&quot;Sharp&quot; &amp; &#39;bold&#39;')
  })
})

test('thirty conditions each have a look of their own', () => {
  const looks = seriesOf(Array.from({ length: 30 }, (_, nth) => ({ name: `c${nth}`, baseline: nth === 0 })))
  expect(new Set(looks.map((look) => `${markKind(look)} ${look.shape}`)).size).toBe(30)
})

describe('a study with sessions and a run', () => {
  test('shows both, and what was found alone does not stand among the talks', () => {
    const both = generatedStudy()
    const asked = { ...both, probeRun: study.probeRun }
    const drawn = generate({ study: both, seed: 'both', sessions: 12, model: () => [0.25, 0.25, 0.25, 0.25] })
    const answers = answersOf({ ...study, probeRun: study.probeRun }, moved, 'both').filter(({ item }) =>
      ['values/q1', 'values/q2'].includes(item),
    )
    const jobs = answers.map((one) => ({
      ...one,
      unit: { ...one.unit, levels: { persona: 'warm' }, condition: 'warm_direct' },
    }))
    const run = { table: runTable(asked, jobs), jobs: jobs.length, otherWords: 0 }
    const made = reportHtml(analyse({ study: asked, ...drawn, run, ...quick }))
    for (const id of ['people', 'shift', 'places', 'both-directions', 'run']) expect(made).toContain(`<h2 id="${id}"`)
    expect(odd(made)).toEqual([])
    // Plug-in measures have no interval; their values and difference are there all the same.
    const talks = made.slice(made.indexOf('<h2 id="shift"'), made.indexOf('<h2 id="places"'))
    for (const measure of ['similarity'])
      expect(words(talks)).toMatch(new RegExp(` ${measure} [\\d.]+ [\\d.]+ −?[\\d.]+ no interval `))
  })
})

describe('the size of the page', () => {
  test('of 51 items in 13 slices under four conditions is under 3 MB', () => {
    const places = Object.fromEntries(
      ['EGY', 'MAR', 'IND', 'TUR', 'DEU', 'USA', 'MEX'].map((place) => [place, { en: place, fr: place, es: place }]),
    )
    const slices = Object.keys(places)
      .flatMap((place) => ['en', 'fr'].map((locale) => ({ place, locale })))
      .slice(0, 13)
    const framing = study.factors.framing!
    const large = runStudy(
      51,
      { slices, itemWordings: [0], repeats: 1 },
      {
        places,
        factors: { framing: { ...framing, levels: { ...framing.levels, person: framing.levels.user } } },
        conditions: ['none', 'user', 'person', 'people'].map((level) => ({
          id: level,
          levels: { framing: level },
          weight: 1,
        })),
      },
    )
    const answers = answersOf(large, ({ place }, q) => referenceShares(place, q), 'large')
    const run = { table: runTable(large, answers), jobs: answers.length, otherWords: 0 }
    const made = analyse({
      study: large,
      sessions: [],
      answers: [],
      run,
      seed: 'large',
      resamples: 40,
      rearrangements: 39,
      draws: 10,
    })
    expect(made.run!.cells).toHaveLength(51 * 13 * 4)
    expect(new TextEncoder().encode(reportHtml(made)).length).toBeLessThan(3_000_000)
  })
})

describe('the warning of the built-in responder', () => {
  const graveOf = (alias: string, models: string[]) => {
    const asked = runStudy(2, { models, slices: [{ place: 'EGY', locale: 'en' }], repeats: 1 })
    const renamed = { ...asked, model: { ...asked.model, alias } }
    const { warnings } = reportOf(renamed, answersOf(renamed, moved, 'grave'))
    return warnings.filter(({ level, text }) => level === 'grave' && text.includes('built-in responder'))
  }

  test('is about the models that were asked, whichever the study names for its talks', () => {
    expect(graveOf('builtin', ['real'])).toEqual([])
    expect(graveOf('real', ['real', 'builtin'])).toHaveLength(1)
    expect(graveOf('builtin', ['builtin'])).toHaveLength(1)
  })
})
