import type { Study } from '../../shared/study/study.ts'
import { StudyFile } from '../../shared/study/study.ts'

/** A study of consent, one talk and a debrief: what a figure about the engine needs, and nothing else. */
export const BENCH_STUDY: Study = (() => {
  const say = (en: string) => ({ en })
  const file = StudyFile.parse({
    id: 'bench',
    title: 'Bench',
    description: 'Sessions for measuring.',
    contact: { name: 'Bench', email: 'bench@example.org' },
    data: { owner: 'nobody', retention: 'none' },
    locales: ['en'],
    model: { alias: 'bench' },
    places: 'none',
    instruments: ['none'],
    factors: {
      persona: {
        aspect: 'persona',
        label: 'Persona',
        levels: { a: { label: 'A', wordings: [say('Be brief.')] }, b: { label: 'B', wordings: [say('Be kind.')] } },
      },
    },
    conditions: {
      design: 'cells',
      cells: [
        { id: 'a', levels: { persona: 'a' } },
        { id: 'b', levels: { persona: 'b' } },
      ],
    },
    control: 'a',
    flow: [
      { id: 'consent', kind: 'consent', version: '1', title: say('Consent'), text: say('Consent.') },
      { id: 'talk', kind: 'chat', title: say('Talk'), turns: { min: 1, max: 200 } },
      { id: 'end', kind: 'debrief', title: say('End'), text: say('Thank you.') },
    ],
  })
  const { instruments: _i, populations: _p, places: _l, risks: _r, conditions: _c, ...rest } = file
  const conditions = [
    { id: 'a', levels: { persona: 'a' }, weight: 1 },
    { id: 'b', levels: { persona: 'b' }, weight: 1 },
  ]
  return { ...rest, places: {}, instruments: [], populations: [], conditions }
})()
