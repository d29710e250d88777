import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { erase } from '../../../server/cli/erase.ts'
import { populationFromStudy } from '../../../server/cli/population-from-study.ts'
import { type ReadSession, readSessions } from '../../../server/export/session-reader.ts'
import { keptVersions } from '../../../server/export/versions.ts'
import type { Account } from '../../../server/populations/imported.ts'
import { normingSample } from '../../../server/populations/norming.ts'
import { normingStages } from '../../../server/populations/norming-stages.ts'
import { PopulationHead } from '../../../shared/instrument/population.ts'
import type { BodyOf } from '../../../shared/session/events.ts'
import { smallStudy } from '../../study.ts'
import { call } from '../cli/calls.ts'
import { answerTo, Guest } from '../guest.ts'
import { type Rig, startRig } from '../rig.ts'
import { addsUp, newFolder } from './importing.ts'

type Answer = BodyOf<'item.answered'>['answer']
/** What somebody says of each kind of item; null leaves the survey where it is. */
type Person = { places: string[]; words?: string; trust: number | null; warmth: number }

const before = process.env.PARALLAX_DATA
let rig: Rig

/** Goes through the surveys before the talk with these answers. */
async function passSurveys(guest: Guest, person: Person): Promise<void> {
  await guest.consent()
  while (guest.replica.screen?.kind === 'survey') {
    const { stage, items } = guest.screen('survey')
    for (const [position, { id, answer: format }] of items.entries()) {
      const given = answerOf(format, person)
      if (given === null) return
      await guest.must('item.answered', { stage, item: id, answer: given, position })
    }
    await guest.must('stage.completed', { stage })
  }
}

function answerOf(
  format: Parameters<typeof answerTo>[0],
  { places, words = '', trust, warmth }: Person,
): Answer | null {
  if (format.kind === 'population') return { kind: 'places', places, words }
  if (format.kind === 'range') return { kind: 'code', code: warmth }
  // Three options are those of trust; two those of the side.
  if (format.kind === 'options' && format.options.length === 3)
    return trust === null ? null : { kind: 'code', code: trust }
  return answerTo(format, 'So.')
}

async function takesPart(person: Person, wish: Partial<Record<string, unknown>> = {}): Promise<Guest> {
  const guest = await rig.guest(wish)
  await passSurveys(guest, person)
  return guest
}

// Logs that were written before this was looked at have places that the study does not know.
vi.mock('../../../server/realtime/fits-page.ts', () => ({ misfitOfPage: () => null }))

beforeAll(async () => {
  rig = await startRig(smallStudy())
  process.env.PARALLAX_DATA = rig.folder
  // Egypt: trust 1, 1, 2; Germany: trust 3 from one person; the rest are in no sample.
  const first = await takesPart({ places: ['EGY', 'DEU'], trust: 2, warmth: 4 })
  await first.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  // After the talk it is the first option, which must not count.
  await first.toEnd()
  await takesPart({ places: ['EGY'], trust: 1, warmth: 6 })
  await takesPart({ places: ['FRA', 'EGY'], trust: 1, warmth: 6 })
  await takesPart({ places: ['DEU'], trust: 3, warmth: 0 })
  await takesPart({ places: [], trust: 3, warmth: 0 })
  await takesPart({ places: [], words: 'The river', trust: 3, warmth: 0 })
  await takesPart({ places: ['FRA'], trust: 3, warmth: 0 })
  const gone = await takesPart({ places: ['EGY'], trust: 3, warmth: 0 })
  await gone.must('session.withdrawn', { erase: false })
  const erased = await takesPart({ places: ['EGY'], trust: 3, warmth: 0 })
  await call(erase, erased.session)
  const preview = await (await Guest.enrol(rig.url, rig.link('preview'))).connect()
  await passSurveys(preview, { places: ['DEU'], trust: 1, warmth: 0 })
}, 300_000)

afterAll(async () => {
  if (before === undefined) delete process.env.PARALLAX_DATA
  else process.env.PARALLAX_DATA = before
  await rig.end()
})

async function sample(...options: string[]) {
  const out = newFolder()
  const { code, out: said, err } = await call(populationFromStudy, 'small', '--out', out, '--json', ...options)
  if (code !== 0) throw new Error(err)
  const account = JSON.parse(said) as Account & { id: string }
  const text = (name: string) => readFileSync(path.join(out, name), 'utf8')
  return {
    account,
    err,
    head: PopulationHead.parse(parseYaml(text(`${account.id}.yaml`))),
    figures: text(`${account.id}.csv`).trimEnd().split('\n').slice(1),
  }
}

describe('a norming sample', () => {
  test('has shares by the first declared place that the study knows, of answers before the talk', async () => {
    const { figures } = await sample('--min-n', '1')
    expect(figures).toEqual([
      'DEU,,T1,3,1,1,',
      'DEU,,T2,0,1,1,',
      'DEU,,near/side,1,1,1,',
      'EGY,,T1,1,0.666667,3,',
      'EGY,,T1,2,0.333333,3,',
      'EGY,,T2,4,0.333333,3,',
      'EGY,,T2,6,0.666667,3,',
      'EGY,,near/side,1,1,3,',
    ])
  })

  test('counts every session that is not in it, by reason', async () => {
    const { account, err } = await sample('--min-n', '1')
    expect(account.rows.used).toBe(4)
    expect(account.rows.misfits.map(({ reason, count }) => [reason, count])).toEqual(
      expect.arrayContaining([
        ['no place was declared', 1],
        ['the place was declared in own words only', 1],
        ['no declared place is one that the study knows', 1],
        ['the person withdrew', 1],
        ['what was written is erased, or the log has a gap', 1],
      ]),
    )
    expect(account.answers).toMatchObject({ read: 12, used: 12, misfits: [], missing: [] })
    expect(addsUp(account)).toBe(true)
    expect(err).toContain('sessions   9 read, 4 used, 5 left out\n  1 sessions: ')
  })

  test('leaves out cells of few people, and counts them and their answers', async () => {
    const { account, figures } = await sample('--min-n', '2')
    expect(figures.every((row) => row.startsWith('EGY'))).toBe(true)
    expect(account.answers.misfits).toEqual([
      { reason: 'fewer than 2 people of the place answered the item', count: 3, lines: [] },
    ])
    expect(account.notes).toContain('3 figures were left out, since fewer than 2 people stand behind each.')
    expect(addsUp(account)).toBe(true)
  })

  test('says in its head that wording and mode are those of the study, when, and of which version', async () => {
    const { head } = await sample('--min-n', '1')
    expect(head).toMatchObject({
      id: 'small-norming',
      title: 'Norming sample of A small study, 4 people',
      mode: 'same wording and mode as the study',
      weighted: false,
      n: { DEU: 1, EGY: 3 },
    })
    expect(head.wave).toMatch(/^\d{4}-\d\d-\d\d( to \d{4}-\d\d-\d\d)?$/)
    expect(head.provenance).toContain(`version ${rig.hash} of the study`)
    expect(head.provenance).toContain('(you, before)')
  })

  test('leaves out sessions that are not live, and says loudly when they are in it', async () => {
    const { figures, head, account } = await sample('--min-n', '1', '--pool-kinds', 'live,preview')
    expect(figures.slice(0, 2)).toEqual(['DEU,,T1,1,0.5,2,', 'DEU,,T1,3,0.5,2,'])
    expect(head.title).toBe('Norming sample of A small study, 5 people (1 PREVIEW)')
    expect(head.caution).toMatch(/^Holds 1 PREVIEW sessions, which say nothing about real people\./)
    expect(account.rows.read).toBe(10)
  })

  test('counts nobody twice, and no session of another version', async () => {
    const study = smallStudy()
    const from = normingStages(study, { stage: null, target: null })
    const snapshot = await rig.store.snapshot()
    const versions = await keptVersions(snapshot, 'small', ['live'])
    const sessions: ReadSession[] = []
    for await (const one of readSessions({ snapshot, studyId: 'small', kinds: ['live'], versions })) sessions.push(one)
    await snapshot.close()
    const sampled = (hash: string) =>
      normingSample(Readable.from([...sessions, ...sessions]), { study, hash, from, smallest: 1 })
    const { account } = await sampled(rig.hash)
    expect(account.rows.used).toBe(4)
    expect(account.rows.misfits).toContainEqual({ reason: 'the person is in the sample already', count: 4, lines: [] })
    await expect(sampled('0'.repeat(64))).rejects.toThrow('16 sessions: the session is of another version of the study')
  })

  test('may be of another survey, when it is named', async () => {
    const { figures, account } = await sample('--min-n', '1', '--stage', 'after')
    expect(figures).toEqual(['EGY,,T1,1,1,1,'])
    expect(account.rows.misfits).toContainEqual({ reason: 'no item was answered there', count: 3, lines: [] })
  })

  test('that would be empty is refused, as is a call that cannot be worked with', async () => {
    for (const [args, message] of [
      [['small', '--out', newFolder()], 'fewer than 30 people of the place answered the item'],
      [['small', '--out', newFolder(), '--target', 'norm'], 'No survey of "small" that asks for "norm"'],
      [['small', '--out', newFolder(), '--target', 'none'], 'No target "none"'],
      [
        ['small', '--out', newFolder(), '--stage', 'talk'],
        'has no survey "talk". Its surveys: you, before, elders, after.',
      ],
      [['small', '--out', newFolder(), '--stage', 'after', '--target', 'norm'], 'asks for "own"'],
      [['small', '--out', newFolder(), '--version', 'ffff'], 'is the beginning of no version'],
      [['smal', '--out', newFolder()], 'no study "smal"'],
      [['small'], '--out is missing'],
    ] as const) {
      const { code, err } = await call(populationFromStudy, ...args)
      expect([code, err]).toEqual([2, expect.stringContaining(message)])
    }
  })
})

describe('the surveys before a condition could matter', () => {
  const stagesOf = (...args: Parameters<typeof smallStudy>) =>
    normingStages(smallStudy(...args), { stage: null, target: null }).stages

  test('end at the first chat', () => {
    expect(stagesOf()).toEqual(['you', 'before'])
  })

  test('end at the first stage that only some conditions show', () => {
    expect(stagesOf((study) => Object.assign(study.flow![2]!, { when: { levels: { persona: ['elder'] } } }))).toEqual([
      'you',
    ])
  })

  test('do not count those that only people with certain answers see', () => {
    const when = { answers: { 'you.near/side': [1] } }
    expect(stagesOf((study) => Object.assign(study.flow![2]!, { when }))).toEqual(['you'])
  })

  test('are those that ask for the target', () => {
    const study = smallStudy((one) => Object.assign(one.flow![2]!, { target: 'norm' }))
    expect(normingStages(study, { stage: null, target: 'norm' }).stages).toEqual(['before'])
    expect(normingStages(study, { stage: null, target: 'own' }).stages).toEqual(['you'])
    expect(normingStages(study, { stage: 'before', target: null }).target).toBe('norm')
  })
})
