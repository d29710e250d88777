import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadStudy } from '../../../server/studies/load.ts'
import { problemLine } from '../../../server/studies/study-problem.ts'
import { type Change, STUDY_FILE, studyFolder } from './study-folder.ts'

const LIBRARY = 'studies/library'
const NAMED = {
  file: STUDY_FILE,
  from: 'populations:\n',
  to: 'risks: ../library/risks.yaml\npopulations:\n',
}
const NEAR = {
  file: `${LIBRARY}/trust.yaml`,
  from: '    topic: trust\n    reference',
  to: '    topic: trust\n    risks: [religion]\n    reference',
}
const RISKS = 'religion:\n  EGY: { reason: A law., source: A report, year: 2025 }\n'

function load(text: string | null, ...changes: Change[]) {
  const root = studyFolder(...changes)
  if (text !== null) writeFileSync(path.join(root, LIBRARY, 'risks.yaml'), text)
  const loaded = loadStudy(STUDY_FILE, root)
  return { loaded, lines: (loaded.ok ? loaded.warnings : loaded.problems).map(problemLine) }
}

function sound(text: string | null, ...changes: Change[]) {
  const { loaded, lines } = load(text, ...changes)
  if (!loaded.ok) throw new Error(lines.join('\n'))
  return loaded
}

test('a file of risks is part of the study and of its version', () => {
  const { study, hash } = sound(RISKS, NAMED)
  expect(study.risks).toEqual({ religion: { EGY: { reason: 'A law.', source: 'A report', year: 2025 } } })
  expect(sound(RISKS.replace('A law', 'Two laws'), NAMED).hash).not.toBe(hash)
})

test('a study that names none has none', () => {
  expect(sound(RISKS).study).not.toHaveProperty('risks')
})

test('what it warns of stands at the line that asks', () => {
  expect(load(RISKS, NAMED, NEAR).lines).toEqual([
    expect.stringMatching(/^studies\/small\/study\.yaml:39: warning: trust\/near touches religion, .* in EGY /),
  ])
})

test.each([
  [
    'is missing',
    null,
    'studies/small/study.yaml:11: there is no file "../library/risks.yaml"; check the path; it is read from the folder of this file.',
  ],
  [
    'has a year in words',
    RISKS.replace('2025', 'now'),
    'studies/library/risks.yaml:2: "EGY.year" must be a number; it is "now".',
  ],
  [
    'has a kind that is not known',
    RISKS.replace('religion', 'faith'),
    'studies/library/risks.yaml:1: "faith" is not known in the file; known: religion, sexuality, government, violence.',
  ],
])('a file that %s is told of', (_, text, line) => {
  expect(load(text, NAMED).lines).toEqual([line])
})
