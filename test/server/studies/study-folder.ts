import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const STUDY = `id: small
title: Small
description: A small study.
contact: { name: A. Author, email: author@example.org }
data: { owner: A university, retention: one year }
locales: [en]
model: { alias: main }
places: ../library/places.yaml
instruments:
  - ../library/trust.yaml
populations:
  - ../library/people.yaml
factors:
  persona:
    aspect: persona
    label: Persona
    levels:
      plain: { label: Plain, wordings: [{ en: Be plain. }, { en: 'Plain, please.' }] }
      elder: { label: Elder, wordings: [{ en: Be old. }, { en: 'Old, please.' }] }
  arm:
    aspect: gate
    label: Arm
    levels:
      focal: { label: Focal }
      placebo: { label: Placebo }
conditions:
  design: factorial
control: plain_placebo
flow:
  - id: consent
    kind: consent
    version: '1'
    title: { en: Consent }
    text: { en: Do you agree? }
  - id: before
    kind: survey
    title: { en: Before }
    items: [trust/near, trust/guest]
  - id: talk
    kind: chat
    title: { en: Talk }
    when: { levels: { arm: [focal] } }
    turns: { min: 1, max: 5 }
    probes:
      items: [trust/near]
      moments: [start, end]
      repeats: 2
`

const TRUST = `id: trust
title: Trust
items:
  - id: near
    label: Near
    topic: trust
    reference: Q1
    theory: wvs
    author: A. Author
    provenance: &provenance
      en: { kind: original, by: A. Author, on: 2026-01-01 }
    answer: &answer
      kind: ordinal
      options:
        - { code: 1, label: { en: 'Yes' } }
        - { code: 2, label: { en: 'No' } }
    forms:
      question: [{ en: near? }]
  - id: guest
    label: Guest
    topic: trust
    theory: local
    author: A. Author
    provenance: *provenance
    answer: *answer
    forms:
      question: [{ en: guest? }]
`

const PEOPLE = `id: people
title: People
source: A survey
wave: '2020'
mode: by letter
weighted: true
n: unknown
caution: None.
provenance: None.
kind: distributions
data: people.csv
`

const FIGURES = `country,item,code,share
EGY,Q1,1,0.25
EGY,Q1,2,0.75
DEU,Q1,1,1
DEU,Q2,7,1
`

const FILES: Readonly<Record<string, string>> = {
  'studies/small/study.yaml': STUDY,
  'studies/library/trust.yaml': TRUST,
  'studies/library/people.yaml': PEOPLE,
  'studies/library/people.csv': FIGURES,
  'studies/library/places.yaml': 'EGY: { en: Egypt }\nDEU: { en: Germany }\n',
}

export const STUDY_FILE = 'studies/small/study.yaml'

/** In `file`, `from` becomes `to`; a `from` that is not there throws, so that no test changes nothing. */
export type Change = { file: string; from: string; to: string }

/** A folder with a sound study in `studies/small` and its library, after some changes. Gives the folder's path. */
export function studyFolder(...changes: Change[]): string {
  const root = mkdtempSync(path.join(tmpdir(), 'parallax-studies-'))
  const files = { ...FILES }
  for (const { file, from, to } of changes) {
    const text = files[file]
    if (text === undefined || !text.includes(from)) throw new Error(`"${from}" is not in ${file}.`)
    files[file] = text.replace(from, to)
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  return root
}
