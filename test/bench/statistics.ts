import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRandom } from '../../shared/random.ts'
import { bootstrap, statisticOfSums } from '../../shared/statistics/inference/resampling.ts'
import { categoricalColumn, numericColumn, type Table, tableOf } from '../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../shared/statistics/regression/fit-model.ts'

const PARTICIPANTS = 2000
const ITEMS = 50
const FORMULA = 'y ~ condition * country + (1 | item) + (1 | participant)'

type Answers = { y: Float64Array; participant: Int32Array; item: Int32Array; condition: string[]; country: string[] }

/** 2,000 participants answer 50 items; condition and country lie between participants. */
function answers(): Answers {
  const random = createRandom('bench statistics')
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const ofItem = Float64Array.from({ length: ITEMS }, () => 0.5 * normal())
  const rows = PARTICIPANTS * ITEMS
  const made: Answers = {
    y: new Float64Array(rows),
    participant: new Int32Array(rows),
    item: new Int32Array(rows),
    condition: [],
    country: [],
  }
  for (let person = 0; person < PARTICIPANTS; person += 1) {
    const [own, condition, country] = [
      0.7 * normal(),
      ['a', 'b', 'c', 'd'][person % 4]!,
      ['x', 'y', 'z'][random.integer(3)]!,
    ]
    for (let item = 0; item < ITEMS; item += 1) {
      const row = person * ITEMS + item
      made.y[row] = 3 + own + ofItem[item]! + (condition === 'b' ? 0.2 : 0) + normal()
      made.participant[row] = person
      made.item[row] = item
      made.condition.push(condition)
      made.country.push(country)
    }
  }
  return made
}

export type MixedModelFigures = { ours: number; lme4: number | null; largestDifference: number | null }

/** Seconds of the model of 100,000 rows, ours and lme4's where R has it, from data that both hold already. */
export function mixedModel(): MixedModelFigures {
  const made = answers()
  const text = (values: ArrayLike<number>, letter: string) => Array.from(values, (value) => `${letter}${value}`)
  const columns: Record<string, string[]> = {
    y: Array.from(made.y, String),
    participant: text(made.participant, 'p'),
    item: text(made.item, 'i'),
    condition: made.condition,
    country: made.country,
  }
  const table = tableFor(columns)
  // The first fit pays for compilation, which a command pays once.
  fitModel(tableFor(Object.fromEntries(Object.entries(columns).map(([name, all]) => [name, all.slice(0, 20_000)]))), {
    formula: FORMULA,
  })
  const begun = performance.now()
  const result = fitModel(table, { formula: FORMULA })
  const ours = (performance.now() - begun) / 1000
  if (result.kind === 'refused') throw new Error(result.message)
  const theirs = lme4(columns)
  const largest =
    theirs === null
      ? null
      : Math.max(
          ...result.fit.terms.map(
            ({ estimate }, k) =>
              Math.abs(estimate - theirs.estimates[k]!) / Math.max(1e-3, Math.abs(theirs.estimates[k]!)),
          ),
        )
  return { ours, lme4: theirs?.seconds ?? null, largestDifference: largest }
}

function tableFor({ y, ...others }: Readonly<Record<string, readonly string[]>>): Table {
  return tableOf([
    numericColumn('y', y!.map(Number)),
    ...Object.entries(others).map(([name, cells]) => categoricalColumn(name, cells)),
  ])
}

/** What lme4 takes for the same model, its own time without reading the file; null without R or lme4. */
function lme4(columns: Readonly<Record<string, readonly string[]>>): { seconds: number; estimates: number[] } | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-r-'))
  try {
    const names = Object.keys(columns)
    const lines = columns.y!.map((_, row) => names.map((name) => columns[name]![row]).join(','))
    const file = path.join(folder, 'answers.csv')
    writeFileSync(file, `${names.join(',')}\n${lines.join('\n')}\n`)
    const script = `suppressMessages(library(lme4)); d <- read.csv(${JSON.stringify(file)}, stringsAsFactors=TRUE); d$condition <- factor(d$condition, levels=unique(d$condition)); d$country <- factor(d$country, levels=unique(d$country)); t <- system.time(m <- lmer(${FORMULA}, d))[["elapsed"]]; cat(format(c(t, fixef(m)), digits=15))`
    const ran = spawnSync('Rscript', ['-e', script], { encoding: 'utf8' })
    if (ran.status !== 0) return null
    const [seconds, ...estimates] = ran.stdout.trim().split(/\s+/).map(Number)
    return { seconds: seconds!, estimates }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds of a cluster bootstrap: 10,000 resamples of 2,000 sessions, each with answers of its own. */
export function clusterBootstrap(): number {
  const random = createRandom('bench bootstrap')
  const [sessions, width] = [2000, 4]
  const rows = Float64Array.from({ length: sessions * width }, () => random.next())
  const statistic = statisticOfSums(rows, width, ([a, b, c, d]) => a! / b! - c! / d!)
  const begun = performance.now()
  bootstrap({ units: sessions, statistic, random, resamples: 10_000 })
  return (performance.now() - begun) / 1000
}
