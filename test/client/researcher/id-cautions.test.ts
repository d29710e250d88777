import { expect, test } from 'vitest'
import { idCautions } from '../../../client/researcher/id-cautions.ts'
import type { IdState } from '../../../shared/study/platform-id.ts'

const of = (parameter: string | null, counts: Partial<Record<IdState, number>>) =>
  idCautions({
    parameter,
    counts: Object.entries(counts).map(([idState, count]) => ({ idState: idState as IdState, count })),
  })

test('nothing is said where nobody has come or the study asks for no id', () => {
  expect(of('PROLIFIC_PID', {})).toBeNull()
  expect(of(null, { usable: 3 })).toBeNull()
})

test('where all came with one, that is all', () => {
  expect(of('id', { usable: 1 })).toEqual({ usable: '1 of 1 live session came with a usable id.', cautions: [] })
})

test('each way in which none came has its sentence, the most frequent first, with what the platform wants in the link', () => {
  expect(of('PROLIFIC_PID', { absent: 2, usable: 26, template: 12 })).toEqual({
    usable: '26 of 40 live sessions came with a usable PROLIFIC_PID.',
    cautions: [
      "PROLIFIC_PID still held its template in 12 of 40 live sessions: the link was opened as it is written, and only the platform puts a person's id there. Each had a session of their own. If they were sent by no platform, or it was you who tried it, nothing need be done. If Prolific sent them, see that the link which you gave to Prolific holds PROLIFIC_PID={{%PROLIFIC_PID%}}, letter by letter, and start the study from there once.",
      'PROLIFIC_PID was not in the link in 2 of 40 live sessions: the plain participant link was opened, as when somebody clicks or types it. Each had a session of their own. If they were sent by no platform, or it was you who tried it, nothing need be done. If Prolific sent them, see that the link which you gave to Prolific holds PROLIFIC_PID={{%PROLIFIC_PID%}}, letter by letter, and start the study from there once.',
    ],
  })
  expect(of('survey_code', { blank: 1 })!.cautions[0]).toContain('survey_code=%SURVEY_CODE% into the link at SONA')
  expect(of('pid', { absent: 1 })!.cautions[0]).toContain(
    'If a platform sent them, look up how it writes ids into links',
  )
  expect(of('pid', { 'null-word': 1 })!.cautions[0]).toContain('put that after "pid="')
})

test('every reason has words of its own', () => {
  const reasons = [
    'absent',
    'blank',
    'null-word',
    'template',
    'placeholder',
    'several',
    'too-long',
    'unreadable',
  ] as const
  const said = reasons.map((why) => of('pid', { [why]: 3 })!.cautions)
  expect(said.map((cautions) => cautions.length)).toEqual(reasons.map(() => 1))
  expect(new Set(said.flat()).size).toBe(reasons.length)
  for (const caution of said.flat()) expect(caution).toMatch(/^pid .* 3 of 3 live sessions.*\.$/)
})
