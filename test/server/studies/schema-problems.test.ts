import { expect, test } from 'vitest'
import { schemaProblems } from '../../../server/studies/schema-problems.ts'
import { parseYamlFile } from '../../../server/studies/yaml-file.ts'
import { Instrument } from '../../../shared/instrument/instrument.ts'
import { PopulationHead } from '../../../shared/instrument/population.ts'
import { StudyFile } from '../../../shared/study/study.ts'

/** Messages for the part of a study file that is there; what is left out is not looked at. */
function study(yaml: string): string[] {
  const { value } = parseYamlFile(yaml, 'study.yaml')
  const written = Object.keys(value as object)
  return schemaProblems(StudyFile, value)
    .filter(({ path }) => written.includes(String(path[0])))
    .map(({ message }) => message)
}

const chat = (more: string) =>
  `flow:\n  - id: talk\n    kind: chat\n    title: { en: Talk }\n    turns: {}\n    ${more}`
const factor = (aspect: string, level: string) =>
  `factors:\n  one:\n    aspect: ${aspect}\n    label: One\n    levels:\n      a: { label: A, ${level} }`
const contrast = (smallest: number) =>
  `contrasts:\n  - { id: a, title: A, factor: b, level: c, baseline: d, smallestEffect: ${smallest} }`

test.each([
  [
    'a key with a slip',
    chat('affordence: [stop]'),
    '"affordence" is not known in entry 1 of "flow"; did you mean "affordances"?',
  ],
  [
    'a key that is like no other',
    'contact: { name: A, email: a@b.org, fax: 1 }',
    '"fax" is not known in "contact"; known: name, email.',
  ],
  [
    'a key with swapped letters',
    'contact: { nmae: A, email: a@b.org }',
    '"nmae" is not known in "contact"; did you mean "name"?',
  ],
  [
    'a key inside a default',
    chat('probes: { items: [a/b], moments: [start], repeats: 1, wordings: 1 }'),
    '"wordings" is not known in "probes"; did you mean "wording"?',
  ],
  [
    'an unknown kind of stage',
    'flow:\n  - { id: a, kind: chatt }',
    '"kind" is "chatt"; did you mean "chat"? Write one of: consent, survey, chat, debrief.',
  ],
  [
    'a stage without a kind',
    'flow:\n  - { id: a }',
    '"kind" is missing; write one of: consent, survey, chat, debrief.',
  ],
  [
    'an unknown aspect',
    factor('tone', ''),
    '"one.aspect" is "tone"; write one of: persona, role, topic, framing, position, language, strategy, initiative, constraints, form, gate.',
  ],
  [
    'an unknown choice',
    chat('affordances: [stopp]'),
    'entry 1 of "affordances" is "stopp"; did you mean "stop"? Write one of: stop, try-again, edit, copy.',
  ],
  ['a number for a text', 'title: 5', '"title" must be a text; it is 5. Put it in quotes to make it a text: "5".'],
  [
    'a text for a number',
    chat('probes: { items: [a/b], moments: [start], repeats: many }'),
    '"probes.repeats" must be a number; it is "many".',
  ],
  [
    'a fraction for a whole number',
    chat('probes: { items: [a/b], moments: [start], repeats: 1.5 }'),
    '"probes.repeats" must be a whole number; it is 1.5.',
  ],
  [
    'a number that is too large',
    chat('probes: { items: [a/b], moments: [start], repeats: 101 }'),
    '"probes.repeats" is 101; it must be at most 100.',
  ],
  ['a number that is too small', 'assignment: { repeats: 0 }', '"assignment.repeats" is 0; it must be at least 1.'],
  ['a number at a limit that is left out', contrast(0), '"smallestEffect" is 0; it must be above 0.'],
  ['an effect that no population has', contrast(1e300), '"smallestEffect" is 1e+300; it must be at most 10.'],
  ['a text for a list', 'locales: en', '"locales" must be a list (lines that begin with "- "); it is "en".'],
  ['a list for a mapping', 'model: [a]', '"model" must be a mapping (lines of "key: value"); it is a list.'],
  ['an empty list', 'locales: []', '"locales" has 0 entries; give it at least 1.'],
  ['an empty text', "title: ''", '"title" is empty; write a text.'],
  ['a value that was left out', 'title:', '"title" is empty; write its value or remove the line.'],
  [
    'an address that is none',
    'contact: { name: A, email: nobody }',
    '"contact.email" is "nobody"; write an e-mail address, like name@example.org.',
  ],
  [
    'an id with spaces',
    'id: My study',
    '"id" cannot be this: "My study" is not an id; use lower-case letters, digits and single hyphens, like "trust-family".',
  ],
  [
    'a key that is no id',
    'factors:\n  My Factor: { aspect: gate, label: A, levels: {} }',
    '"factors.My Factor" cannot be a key here: "My Factor" is not an id; use lower-case letters, digits and single hyphens, like "trust-family".',
  ],
  [
    'a language that is no tag',
    factor('language', 'prompt: English'),
    '"a.prompt" cannot be this: "English" is not a BCP 47 language tag; write one like "en", "ar" or "pt-BR".',
  ],
  ['a value of neither kind', factor('language', 'prompt: 3'), '"a.prompt" is 3; write "own" or a text.'],
  [
    'an item that is not written as one',
    chat('probes: { items: [near], moments: [start], repeats: 1 }'),
    'entry 1 of "probes.items" cannot be this: "near" is not an item; write "instrument/item".',
  ],
  ['a text that is missing', 'contact: { name: A }', '"contact.email" is missing; add it.'],
])('%s is explained in plain words', (_, yaml, message) => {
  expect(study(yaml)).toContain(message)
})

test('a mapping that may also be a word is explained by what is wrong inside', () => {
  const head = { id: 'a', title: 'a', source: 'a', wave: 'a', mode: 'a', weighted: true, caution: 'a', provenance: 'a' }
  const more = { kind: 'means', data: 'a.csv' }
  const messages = (n: unknown) => schemaProblems(PopulationHead, { ...head, ...more, n }).map((one) => one.message)
  expect(messages({ EGY: 'many' })).toEqual(['"n.EGY" must be a number; it is "many".'])
  expect(messages(5)).toEqual(['"n" is 5; write "unknown" or a mapping (lines of "key: value").'])
})

test('a date is asked for as a date, and forms by their names', () => {
  const item = {
    id: 'a',
    label: 'A',
    topic: 'a',
    answer: { kind: 'text' },
    forms: { questions: [{ en: 'A?' }] },
    theory: 'none',
    author: 'A',
    provenance: { en: { kind: 'original', by: 'A', on: 'yesterday' } },
  }
  expect(
    schemaProblems(Instrument, { id: 'a', title: 'A', items: [item] })
      .map((one) => one.message)
      .toSorted(),
  ).toEqual([
    '"en.on" is "yesterday"; write a date, like 2026-11-21.',
    '"questions" is not known in "forms"; did you mean "question"?',
  ])
})
