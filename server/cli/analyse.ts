import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { analyse } from '../../shared/analysis/analyse.ts'
import type { Observation, SessionRow } from '../../shared/analysis/observation.ts'
import { reportHtml } from '../../shared/analysis/report/html.ts'
import { readObservations } from '../export/observations.ts'
import { numberOption, required, verb } from './call.ts'
import { openDesk } from './desk.ts'
import { kindsOf } from './export.ts'
import { meter } from './meter.ts'

/** Reads a study's observations from the data folder and writes the two-way report: `parallax analyse`. No model is called. */
export const analyseVerb = verb({
  summary: 'from answers to the two-way report',
  help: `Usage: npm run -s parallax -- analyse STUDY --out DIR [--include simulated,preview] [--seed S] [--resamples N] [--json]

Writes report.json (every number with its n and unit) and report.html (the same to read and print; it loads nothing) into
DIR. No model is called: what is analysed is what was answered.

  --include    simulated and preview sessions are left out unless named here
  --seed       all chance of the analysis comes from it (default: the study's id); the same data and seed give the same report
  --resamples  bootstrap resamples for each contrast (default 2000)
  --json       print the warnings and headlines as JSON

Exit codes: 0 done, 2 the call or the data cannot be worked with.`,
  options: {
    out: { type: 'string' },
    include: { type: 'string' },
    seed: { type: 'string' },
    resamples: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const out = path.resolve(required(values.out, 'out', 'the folder to write'))
    const kinds = kindsOf(values.include)
    const resamples = numberOption(values.resamples, 'resamples', { whole: true, above: 99, otherwise: 2000 })
    const desk = await openDesk()
    try {
      const { study } = desk.study(positionals)
      const progress = meter(io, 'sessions')
      const sessions: SessionRow[] = []
      const observations: Observation[] = []
      const hash = createHash('sha256')
      for await (const read of readObservations(desk.store, desk.shelf, study.id, kinds)) {
        sessions.push(read.session)
        // One by one: a spread of many arguments would overflow the stack.
        for (const one of read.observations) observations.push(one)
        hash.update(JSON.stringify(read))
        progress.at(sessions.length)
      }
      progress.end()
      const seed = values.seed ?? study.id
      const report = analyse({ study, sessions, observations, seed, resamples, inputHash: hash.digest('hex') })
      mkdirSync(out, { recursive: true })
      writeFileSync(path.join(out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
      writeFileSync(path.join(out, 'report.html'), reportHtml(report))
      const { warnings, headlines } = report
      if (values.json) {
        const said = { folder: out, sessions: sessions.length, observations: observations.length, warnings, headlines }
        io.out(JSON.stringify(said, null, 2))
        return
      }
      for (const { level, text } of warnings) if (level === 'grave') io.err(text)
      io.out(
        [
          ...headlines.map(({ text, figures }) => `${text}\n  ${figures}`),
          `Wrote report.json and report.html to ${out}.`,
        ].join('\n'),
      )
    } finally {
      await desk.store.close()
    }
  },
})
