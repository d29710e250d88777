// Runs as a process of its own, so that its peak memory is the analysis': a million answers of 5,000 sessions.

import { PackedAnswers } from '../../shared/analysis/answers/packed-answers.ts'
import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import { analyse } from '../../shared/report/analyse.ts'
import { generate, generatedStudy, ITEMS, REFERENCE } from '../shared/analysis/generate.ts'

const [BATCHES, SESSIONS, REPEATS] = [50, 100, 20]
const study = generatedStudy()
const answers = new PackedAnswers()
const sessions: SessionRow[] = []
for (let batch = 0; batch < BATCHES; batch += 1) {
  const made = generate({
    study,
    seed: `million ${batch}`,
    sessions: SESSIONS,
    moments: ['start', 'end'],
    repeats: REPEATS,
    model: (session, item) => REFERENCE[session.place ?? 'EGY']![item.slice('values/'.length).toUpperCase()]!,
  })
  const named = (session: string) => `${batch} ${session}`
  for (const session of made.sessions) sessions.push({ ...session, session: named(session.session) })
  for (const one of made.answers) answers.add({ ...one, unit: { ...one.unit, session: named(one.unit.session) } })
}
const begun = performance.now()
analyse({ study, sessions, answers, seed: 'million', resamples: 1000, rearrangements: 999 })
const seconds = (performance.now() - begun) / 1000
console.log(
  JSON.stringify({
    answers: answers.length,
    seconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    items: ITEMS.length,
  }),
)
