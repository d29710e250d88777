import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { exportStudy } from '../../../server/export/export.ts'
import { writeZip, zipExport } from '../../../server/export/zip.ts'
import { unzip } from '../../browser/zip.ts'
import { smallStudy } from '../../study.ts'
import { eventually, freshId, Guest } from '../guest.ts'
import { type Rig, startRig } from '../rig.ts'
import { Exported } from './files.ts'

const NASTY =
  ' =1+1, "quoted"; a\nline, a\r\nline and a\rline\u2028 of 👩🏽‍🌾🇪🇬 \u202bمرحبا\u202c \u200f\u200d é e\u0301 \ufeff\ttab '
/** Without a quotation mark or a comma, which would have them quoted anyway. */
const BARE = ['one\rtwo', 'one\ntwo ']
const GONE = 'zq-what-was-erased-qz'
const PID = 'zq-platform-id-qz'
const DATA = [
  'events.jsonl',
  'sessions.csv',
  'turns.csv',
  'responses.csv',
  'probes.csv',
  'observations.csv',
  'model_calls.jsonl',
  'telemetry.jsonl',
]
const LEAD = ['session', 'participant', 'kind', 'study_version', 'condition']

let rig: Rig
let found: Exported
/** Completed, in both conditions; left in screening; left before the end; withdrawn with erasure; a preview. */
let people: Record<'plain' | 'elder' | 'early' | 'halfway' | 'gone' | 'preview', Guest>

async function goOn(guest: Guest, words: string): Promise<void> {
  await guest.consent('telemetry')
  while (guest.replica.screen?.kind === 'survey') await guest.answerAll(words)
  await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  await guest.telemetry({ id: freshId(), marks: [{ at: 1, kind: 'copy' }] })
  await guest.reply(`${await guest.say(words)}.1`)
}

/** Answers the survey on screen but leaves what is optional untouched. */
async function leaveBlank(guest: Guest): Promise<void> {
  const { stage, items } = guest.screen('survey')
  for (const [position, item] of items.entries()) {
    if (item.answer.kind === 'text') continue
    const code = item.answer.kind === 'options' ? item.answer.options[0]!.code : 0
    await guest.must('item.answered', { stage, item: item.id, answer: { kind: 'code', code }, position })
  }
  await guest.must('stage.completed', { stage })
}

async function skipAll(guest: Guest): Promise<void> {
  const { stage, items } = guest.screen('survey')
  for (const [position, item] of items.entries())
    await guest.must('item.answered', { stage, item: item.id, answer: { kind: 'skipped' }, position })
  await guest.must('stage.completed', { stage })
}

async function complete(guest: Guest, words: string): Promise<void> {
  await guest.consent('telemetry')
  await guest.answerAll()
  await leaveBlank(guest)
  await guest.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  await guest.reply(`${await guest.say(words)}.1`)
  await guest.must('stage.completed', { stage: guest.screen('chat').stage })
  // Only the elder persona is asked about the talk; nobody of them says anything.
  if (guest.screen('survey').items[0]!.answer.kind === 'text') await skipAll(guest)
  await guest.toEnd()
  await rig.runner.quiet(guest.session)
}

beforeAll(async () => {
  rig = await startRig(smallStudy())
  const query = { PROLIFIC_PID: PID }
  const [one, two] = [await rig.guest({ query }), await rig.guest()]
  await complete(one, BARE[0]!)
  await complete(two, BARE[1]!)
  const condition = async (guest: Guest) => (await rig.store.session(guest.session))!.condition
  const [plain, elder] = (await condition(one)) === 'plain' ? [one, two] : [two, one]
  const early = await rig.guest()
  await early.consent()
  const halfway = await rig.guest()
  await goOn(halfway, NASTY)
  const gone = await rig.guest({ query: { PROLIFIC_PID: GONE } })
  await goOn(gone, GONE)
  await gone.must('session.withdrawn', { erase: true })
  await eventually('erasure', async () => (await rig.store.session(gone.session))!.erasedAt !== null)
  const preview = await (await Guest.enrol(rig.url, rig.link('preview'))).connect()
  await goOn(preview, 'A preview.')
  people = { plain, elder, early, halfway, gone, preview }
  for (const guest of Object.values(people)) await rig.runner.quiet(guest.session)
  found = new Exported(await rig.exported())
}, 300_000)
afterAll(async () => {
  for (const guest of Object.values(people)) guest.leave()
  await rig.end()
})

const request = () => ({
  store: rig.store,
  studyId: 'small',
  kinds: ['live'] as const,
  at: 1_800_000_000_000,
  identifiers: false,
  progress: () => {},
})

describe('text', () => {
  test('comes out of CSV and JSON character for character: quotes, line breaks of every kind, emoji, marks of direction', () => {
    const said = found
      .csv('turns.csv')
      .filter((row) => row.speaker === 'person' && row.session === people.halfway.session)
    expect(said.map((row) => row.text)).toEqual([NASTY])
    const answers = found
      .csv('responses.csv')
      .filter((row) => row.session === people.halfway.session && row.text !== '')
    expect(new Set(answers.map((row) => row.text))).toEqual(new Set([NASTY]))
    expect(found.session(people.halfway.session).before_why).toBe(NASTY)
    const bodies = found.jsonl('events.jsonl').map((line) => line.body as { text?: string } | null)
    expect(bodies.filter((body) => body?.text === NASTY)).toHaveLength(1)
    const bare = found.csv('turns.csv').filter((row) => row.speaker === 'person' && BARE.includes(row.text!))
    expect(bare).toHaveLength(2)
  })

  test('in CSV is quoted wherever a reader could take it for the end of a cell or a line', () => {
    expect(found.text('turns.csv')).toContain(`"${NASTY.replaceAll('"', '""')}"`)
    for (const words of BARE) expect(found.text('turns.csv')).toContain(`,"${words}",`)
    // Outside quotes there is no line break but CRLF.
    const bare = found.text('turns.csv').replaceAll(/"(?:[^"]|"")*"/g, '')
    expect(bare.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })
})

describe('tables', () => {
  test('hold what the logs say, row for row', async () => {
    const live = Object.values(people).filter((guest) => guest !== people.preview)
    const logs = await Promise.all(live.map((guest) => rig.store.read(guest.session, 0)))
    const events = found.jsonl('events.jsonl')
    expect(events).toHaveLength(logs.flat().length)
    const kept = new Map(logs.flat().map((event) => [`${event.session} ${event.seq}`, event]))
    for (const line of events)
      expect(kept.get(`${line.session} ${line.seq}`)).toMatchObject({
        id: line.id,
        type: line.type,
        at: line.at_ms,
        body: line.body,
        bodyHash: line.body_hash,
      })
    const ofType = (...types: string[]) =>
      logs.flat().filter((event) => event.body !== null && types.includes(event.type)).length
    expect(found.csv('sessions.csv').map((row) => row.session)).toEqual(
      [...live].map((guest) => guest.session).sort((a, b) => place(a) - place(b)),
    )
    const turns = found.csv('turns.csv')
    expect(turns.filter((row) => row.speaker === 'person')).toHaveLength(ofType('turn.taken'))
    expect(turns.filter((row) => row.call !== '')).toHaveLength(ofType('reply.finished'))
    expect(found.csv('responses.csv')).toHaveLength(ofType('item.answered'))
    const probes = await Promise.all(live.map((guest) => rig.store.probes(guest.session)))
    expect(found.csv('probes.csv')).toHaveLength(probes.flat().length)
    const calls = found.jsonl('model_calls.jsonl').map((line) => line.call)
    for (const row of [...found.csv('probes.csv'), ...turns.filter((turn) => turn.call !== '')])
      expect(calls).toContain(row.call)
    const answered = found.csv('responses.csv').filter((row) => row.session !== people.gone.session)
    const asked = found.csv('probes.csv').filter((row) => row.session !== people.gone.session)
    const observed = found.csv('observations.csv')
    expect(observed).toHaveLength(answered.length + asked.length)
    // Own words and places have a line without their content, so that nobody takes them for missing.
    const uncoded = answered.filter((row) => row.answer_kind !== 'code' && row.answer_kind !== 'skipped')
    expect(uncoded.length).toBeGreaterThan(0)
    expect(observed.filter(({ outcome, code }) => outcome === 'uncoded' && code === '')).toHaveLength(uncoded.length)

    function place(session: string): number {
      return events.findIndex((line) => line.session === session)
    }
  })

  test('say in every row which session, person, kind, study version and condition it belongs to', () => {
    const sessions = new Map(found.csv('sessions.csv').map((row) => [row.session, row]))
    for (const file of DATA) {
      const rows = file.endsWith('.csv') ? found.csv(file) : found.jsonl(file)
      expect(rows.length, file).toBeGreaterThan(0)
      for (const row of rows) {
        const of = sessions.get(String(row.session))!
        const lead = Object.fromEntries(LEAD.map((name) => [name, row[name] ?? '']))
        expect(lead, file).toEqual(Object.fromEntries(LEAD.map((name) => [name, of[name]])))
      }
    }
    expect(found.session(people.plain.session)).toMatchObject({
      kind: 'live',
      study_version: rig.hash,
      condition: 'plain',
    })
  })

  test('name the model of every reply and probe, and the manifest names them all', () => {
    const named = { model_alias: 'main', model_provider: 'test', model: 'normal' }
    const replies = found.csv('turns.csv').filter((row) => row.call !== '')
    for (const row of replies) expect(row).toMatchObject(named)
    for (const row of found.csv('probes.csv').filter((one) => one.session !== people.gone.session))
      expect(row).toMatchObject(named)
    const openings = found.csv('turns.csv').filter((row) => row.speaker === 'assistant' && row.call === '')
    for (const row of openings) expect(row.model_alias).toBe('')
    const calls = found.jsonl('model_calls.jsonl').filter((line) => line.record !== null)
    const { models } = found.manifest
    expect(models[0]).toMatchObject({ alias: 'main', provider: 'test', model: 'normal', built_in: false })
    expect(models.reduce((sum, model) => sum + Number(model.calls), 0)).toBe(calls.length)
  })

  test('tell when a session ended, whatever the engine noted later', async () => {
    const log = await rig.store.read(people.gone.session, 0)
    const end = log.find((event) => event.type === 'session.withdrawn')!
    expect(found.session(people.gone.session)).toMatchObject({ ended_at_ms: `${end.at}`, last_at_ms: `${end.at}` })
    const last = (await rig.store.read(people.halfway.session, 0)).at(-1)!
    expect(found.session(people.halfway.session)).toMatchObject({ ended_at_ms: '', last_at_ms: `${last.at}` })
    const done = await rig.store.read(people.plain.session, 0)
    const completed = done.findLast((event) => event.type === 'stage.completed')!
    expect(found.session(people.plain.session).ended_at_ms).toBe(`${completed.at}`)
  })
})

describe('a missing answer says why', () => {
  const why = (guest: Guest, column: string) => {
    const { [column]: answer, [`${column}_missing`]: reason } = found.session(guest.session)
    return answer === '' ? reason : { answer, reason }
  }
  const questions = ['you_side', 'before_trust', 'elders_why', 'after_trust']

  test('shown and left blank, left out on purpose, or not shown', () => {
    expect(why(people.plain, 'before_why')).toBe('left-blank')
    expect(why(people.plain, 'elders_why')).toBe('not-shown')
    expect(why(people.elder, 'before_why')).toBe('left-blank')
    expect(why(people.elder, 'elders_why')).toBe('skipped')
    expect(why(people.plain, 'after_trust')).toEqual({ answer: '1', reason: '' })
  })

  test('not reached yet, also where it is open whether it will be', () => {
    for (const column of questions) expect(why(people.early, column), column).toBe('not-reached')
    expect(why(people.halfway, 'after_trust')).toBe('not-reached')
    const elder = found.session(people.halfway.session).condition === 'elder'
    expect(why(people.halfway, 'elders_why')).toBe(elder ? 'not-reached' : 'not-shown')
  })

  test('erased', () => {
    for (const column of questions) expect(why(people.gone, column), column).toBe('erased')
  })
})

describe('the tables can be read as they are', () => {
  const tables = () => found.names.filter((name) => name.endsWith('.csv'))

  test('every column has a name of its own that R and Python take unchanged', () => {
    // R's own words, of which read.csv makes others.
    const words = /^(?:if|else|repeat|while|function|for|next|break|TRUE|FALSE|NULL|Inf|NaN|NA)$/
    for (const file of tables()) {
      const head = found.head(file)
      expect(new Set(head).size, file).toBe(head.length)
      expect(
        head.filter((name) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || words.test(name)),
        file,
      ).toEqual([])
    }
  })

  test('a numeric column holds numbers or nothing, and no number stands for a missing answer', () => {
    const numeric = found
      .csv('codebook.csv')
      .filter(({ type, file }) => ['integer', 'number', 'flag'].includes(type!) && file!.endsWith('.csv'))
    expect(numeric.length).toBeGreaterThan(40)
    for (const { file, variable, type } of numeric)
      for (const { [variable!]: cell } of found.csv(file!)) {
        expect(cell, `${file} ${variable}`).toMatch(type === 'flag' ? /^[01]?$/ : /^(?:-?\d+(?:\.\d+)?)?$/)
        if (found.head(file!).includes(`${variable}_missing`)) expect(cell).not.toMatch(/^-/)
      }
  })

  test('an answer stands in its column or the reason why there is none in the one beside it', () => {
    const head = found.head('sessions.csv')
    const beside = head.filter((name) => name.endsWith('_missing'))
    expect(beside.length).toBeGreaterThan(4)
    for (const name of beside) {
      const column = name.replace(/_missing$/, '')
      expect(head[head.indexOf(name) - 1]).toBe(column)
      for (const row of found.csv('sessions.csv')) expect(row[column] === '', column).toBe(row[name] !== '')
    }
  })
})

describe('who is in it', () => {
  test('an erased session leaves its envelopes and no word', () => {
    expect(found.everything()).not.toContain(GONE)
    const log = found.jsonl('events.jsonl').filter((line) => line.session === people.gone.session)
    expect(log.map((line) => line.seq)).toEqual(log.map((_, at) => at + 1))
    expect(log.map((line) => line.body)).toEqual(log.map(() => null))
    expect(found.session(people.gone.session)).toMatchObject({ erased: '1', status: 'withdrawn' })
    expect(found.manifest.sequences).toMatchObject({ sessions: 5, erased_sessions: 1, complete: true, gaps: [] })
  })

  test('platform ids are in a file of their own, and only when asked for', async () => {
    expect(found.text('identifiers.csv')).toContain(PID)
    for (const name of found.names) if (name !== 'identifiers.csv') expect(found.text(name), name).not.toContain(PID)
    const folder = path.join(rig.folder, 'without')
    await exportStudy({ ...request(), folder })
    const without = new Exported(folder)
    expect(without.names).not.toContain('identifiers.csv')
    expect(without.everything()).not.toContain(PID)
  })

  test('previews are left out unless included, and are flagged in every row', async () => {
    expect(found.everything()).not.toContain(people.preview.session)
    const all = new Exported(await rig.exported(['live', 'preview']))
    for (const file of DATA) {
      const rows: { session?: unknown; kind?: unknown }[] = file.endsWith('.csv') ? all.csv(file) : all.jsonl(file)
      const previews = rows.filter((row) => row.kind === 'preview')
      expect(new Set(previews.map((row) => row.session)), file).toEqual(new Set([people.preview.session]))
      expect(rows.filter((row) => row.session === people.preview.session)).toHaveLength(previews.length)
    }
    expect(all.manifest).toMatchObject({ kinds: ['live', 'preview'], contains_simulated: false })
  })
})

describe('the manifest', () => {
  test('has the true SHA-256, size and rows of every file', () => {
    const { files } = found.manifest
    expect(files.map((one) => one.file).sort()).toEqual(found.names.filter((name) => name !== 'manifest.json'))
    for (const { file, rows, bytes, sha256, about } of files) {
      expect(createHash('sha256').update(found.bytes(file)).digest('hex'), file).toBe(sha256)
      expect(found.bytes(file)).toHaveLength(bytes)
      expect(about).not.toBe('')
      if (file.endsWith('.csv')) expect(found.csv(file), file).toHaveLength(rows)
      if (file.endsWith('.jsonl')) expect(found.jsonl(file), file).toHaveLength(rows)
    }
  })

  test('and the codebook name every file, and the codebook every column of it', () => {
    const book = found.csv('codebook.csv')
    for (const name of found.names) {
      const lines = book.filter((line) => line.file === name)
      expect(
        lines.filter((line) => line.variable === '' && line.label !== ''),
        name,
      ).toHaveLength(1)
      const variables = lines.map((line) => line.variable).filter((variable) => variable !== '')
      if (name.endsWith('.csv')) expect(variables, name).toEqual(found.head(name))
      if (name.endsWith('.jsonl'))
        for (const line of found.jsonl(name)) expect(Object.keys(line), name).toEqual(variables)
    }
    expect(book.find((line) => line.variable === 'after_trust')).toMatchObject({
      label: 'Trust',
      question: 'How much do you trust people nearby?',
      language: 'en',
      stage: 'after',
      type: 'integer',
      values: '1 = A lot; 2 = A little; 3 = Not at all',
      old_name: 'after.trust',
    })
    expect(book.find((line) => line.variable === 'after_trust_missing')).toMatchObject({
      type: 'text',
      values: expect.stringContaining('left-blank = shown and left blank'),
      old_name: '',
    })
  })

  test('is made of one moment, whatever is written meanwhile', async () => {
    const folder = path.join(rig.folder, 'while-writing')
    // Written after the moment was fixed, and before anything was read.
    const snapshot = async () => {
      const moment = await rig.store.snapshot()
      await people.halfway.say('Too late for this export.')
      await rig.guest().then((guest) => guest.leave())
      await rig.store.erase(people.early.session, 1)
      return moment
    }
    await exportStudy({ ...request(), folder, store: { ...rig.store, snapshot } })
    const one = new Exported(folder)
    expect(one.everything()).not.toContain('Too late for this export.')
    expect(one.manifest.sequences).toMatchObject({ sessions: 5, erased_sessions: 1, complete: true })
    expect(one.text('events.jsonl')).toBe(found.text('events.jsonl'))
    expect(one.text('turns.csv')).toBe(found.text('turns.csv'))
  })
})

describe('the zip', () => {
  test('holds what the folder holds', async () => {
    const folder = path.join(rig.folder, 'as-folder')
    await exportStudy({ ...request(), folder })
    const { stream, done } = zipExport(request())
    const files = unzip(await buffer(stream))
    await done
    const plain = new Exported(folder)
    expect([...files.keys()].sort()).toEqual(plain.names.map((name) => `small/${name}`))
    for (const name of plain.names) expect(files.get(`small/${name}`)!.equals(plain.bytes(name)), name).toBe(true)
    expect(new Exported(rig.store.scratch).names).toEqual([])
  })

  test('that nobody waits for any more is given up, and leaves nothing', async () => {
    let seen = 0
    const { stream, done } = zipExport({
      ...request(),
      progress: (count) => {
        seen = count
        stream.destroy()
      },
    })
    await done
    expect(seen).toBe(1)
    expect(new Exported(rig.store.scratch).names).toEqual([])
  })

  test('gets its name when it is whole, and a failure leaves nothing of that name', async () => {
    const folder = path.join(rig.folder, 'zips')
    const fails = {
      ...request(),
      progress: () => {
        throw new Error('The disk is full.')
      },
    }
    await expect(writeZip(fails, path.join(folder, 'a.zip'))).rejects.toThrow('The disk is full.')
    expect(new Exported(folder).names).toEqual([])
    await writeZip(request(), path.join(folder, 'a.zip'))
    expect(new Exported(folder).names).toEqual(['a.zip'])
    expect(unzip(new Exported(folder).bytes('a.zip')).size).toBeGreaterThan(10)
  })
})

test('an export writes over nothing, and one of an unknown study says so', async () => {
  const folder = path.join(rig.folder, 'not-empty')
  await exportStudy({ ...request(), folder, at: systemClock.now() })
  writeFileSync(path.join(folder, 'note'), 'Mine.')
  await expect(exportStudy({ ...request(), folder })).rejects.toThrow('is not empty')
  await expect(exportStudy({ ...request(), studyId: 'smal', folder: path.join(rig.folder, 'new') })).rejects.toThrow(
    '"smal"',
  )
})
