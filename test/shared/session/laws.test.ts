import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../../../shared/random.ts'
import type { BodyOf, Event, EventType, Happening } from '../../../shared/session/events.ts'
import { pathOf, type Session, turnsTaken } from '../../../shared/session/session.ts'
import { open, step } from '../../../shared/session/step.ts'
import { workOf } from '../../../shared/session/work.ts'
import type { Study } from '../../../shared/study/study.ts'
import { smallStudy } from '../../study.ts'
import { ELDER, PLAIN, Walk } from './walk.ts'

const study = smallStudy((draft) => {
  Object.assign(draft.flow![3]!, { affordances: ['stop', 'edit', 'try-again'] })
})

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)]!
}

function happening<Type extends EventType>(type: Type, body: BodyOf<Type>): Happening {
  return { type, body } as Happening
}

/** Something that could be proposed at any time, sensible or not. */
function anything(random: Random, session: Session): Happening {
  const stage = pick(random, [...study.flow.map((one) => one.id), 'nowhere'])
  const nodes = session.talks.talk?.nodes ?? []
  const turn = `t${random.integer(6)}`
  const node = pick(random, [null, session.talks.talk?.tip ?? null, ...nodes.map((one) => one.id), 'nothing'])
  const reply = node ?? `${turn}.1`
  const item = pick(random, ['near/home', 'near/trust', 'near/warmth', 'near/side', 'near/why', 'near/none'])
  const answer = pick(random, [
    { kind: 'code', code: random.integer(5) },
    { kind: 'text', text: 'Because.' },
    { kind: 'places', places: ['EGY'], words: '' },
    { kind: 'skipped' },
  ] as const)
  return pick(random, [
    happening('locale.chosen', { locale: pick(random, ['en', 'ar', 'fr']) }),
    happening('consent.given', { stage, version: pick(random, ['0', '1']), uses: ['telemetry'] }),
    happening('consent.declined', { stage }),
    happening('item.answered', {
      stage,
      item,
      answer: answer.kind === 'places' ? { ...answer, places: [...answer.places] } : answer,
      position: 0,
    }),
    happening('stage.completed', { stage }),
    happening('turn.taken', { stage: 'talk', turn, parent: node, text: 'Well.' }),
    happening('reply.stopped', { stage: 'talk', reply, shown: random.integer(9) }),
    happening('reply.asked', { stage: 'talk', turn: node ?? turn }),
    happening('reply.begun', { stage: 'talk', reply, turn, promptHash: 'h' }),
    happening('reply.finished', {
      stage: 'talk',
      reply,
      outcome: pick(random, ['complete', 'failed', 'stopped', 'interrupted']),
      text: 'A reply 🌿',
      call: null,
    }),
    happening('talk.opened', { stage, text: pick(random, ['', 'Peace.']) }),
    happening('assignment.made', pick(random, [PLAIN, ELDER])),
    happening('probes.finished', { stage, moment: pick(random, ['start', 'end']), asked: 1, failed: 0 }),
    happening('session.withdrawn', { erase: random.integer(2) === 0 }),
  ])
}

/** Something that leads on from where the session stands, so that random walks get to its end. */
function leading(random: Random, session: Session): Happening {
  const { phase } = session
  if (phase.kind === 'assigning') return happening('assignment.made', pick(random, [PLAIN, ELDER]))
  if (phase.kind === 'ended') return anything(random, session)
  const stage = study.flow.find((one) => one.id === phase.stage)!
  if (stage.kind === 'consent') return happening('consent.given', { stage: stage.id, version: '1', uses: [] })
  if (stage.kind === 'debrief') return happening('stage.completed', { stage: stage.id })
  if (stage.kind === 'survey') {
    const open = stage.items.filter((item) => session.answers[stage.id]?.[item] === undefined)
    if (open.length === 0) return happening('stage.completed', { stage: stage.id })
    const item = pick(random, open)
    const answer =
      item === 'near/home'
        ? ({ kind: 'places', places: [], words: 'Home.' } as const)
        : item === 'near/why'
          ? ({ kind: 'skipped' } as const)
          : ({ kind: 'code', code: 1 } as const)
    return happening('item.answered', {
      stage: stage.id,
      item,
      answer: answer.kind === 'places' ? { ...answer, places: [] } : answer,
      position: 0,
    })
  }
  const talk = session.talks[stage.id]
  if (talk === undefined) return happening('talk.opened', { stage: stage.id, text: '' })
  const waiting = talk.nodes.find((node) => node.kind === 'reply' && node.reply.state !== 'finished')
  if (waiting?.kind !== 'reply')
    return random.integer(3) === 0
      ? happening('stage.completed', { stage: stage.id })
      : happening('turn.taken', { stage: stage.id, turn: `t${session.seq}`, parent: talk.tip, text: 'On.' })
  const [reply, turn] = [waiting.id, waiting.parent!]
  return waiting.reply.state === 'wanted'
    ? happening('reply.begun', { stage: stage.id, reply, turn, promptHash: 'h' })
    : happening('reply.finished', { stage: stage.id, reply, outcome: 'complete', text: 'Yes 🌿.', call: null })
}

/** Frozen all through, so that a rule that writes on its input throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

function folded(study: Study, log: readonly Event[]): Session {
  return log.slice(1).reduce(
    (session, event) => {
      const stepped = step(study, session, event)
      if (!stepped.ok)
        throw new Error(`Event ${event.seq} is refused when it is read again: ${stepped.refusal.message}`)
      return stepped.session
    },
    open(study, log[0]!),
  )
}

function checkTalk(session: Session): void {
  const talk = session.talks.talk
  if (talk === undefined) return
  const ids = talk.nodes.map((node) => node.id)
  expect(new Set(ids).size).toBe(ids.length)
  const path = pathOf(talk)
  expect(new Set(path).size).toBe(path.length)
  expect(turnsTaken(talk)).toBeLessThanOrEqual(3)
  const open = talk.nodes.filter((node) => node.kind === 'reply' && node.reply.state !== 'finished')
  expect(open.length).toBeLessThanOrEqual(1)
  for (const node of talk.nodes) expect(node.parent === null || ids.includes(node.parent)).toBe(true)
}

function checkStages(session: Session): void {
  const places = session.completed.map((stage) => study.flow.findIndex((one) => one.id === stage))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(new Set(places).size).toBe(places.length)
  const at = session.phase.kind === 'in-stage' ? session.phase.stage : null
  const early = [null, 'welcome', 'you']
  if (session.consent === null) expect(session.completed).toEqual([])
  if (!early.includes(at)) expect(session.assignment).not.toBeNull()
}

/** Random proposals from a seed: the log of what was taken, and how far it came. */
function wander(seed: number): { session: Session; log: Event[]; taken: Set<EventType>; refused: number } {
  const random = createRandom(`wander ${seed}`)
  const walk = new Walk(study)
  const taken = new Set<EventType>()
  let session = frozen(walk.session)
  let refused = 0
  for (let round = 0; round < 90; round += 1) {
    const { type, body } =
      random.integer(100) < 35 && (session.phase.kind === 'ended' || random.integer(12) > 0)
        ? anything(random, session)
        : leading(random, session)
    const event = walk.event(type, body as BodyOf<typeof type>)
    const stepped = step(study, session, frozen(event))
    if (!stepped.ok) {
      refused += 1
      expect(stepped.refusal.message).toMatch(/^[A-Z0-9].{15,}[.]$/)
      continue
    }
    const over = session.phase.kind === 'ended'
    if (over) expect(['reply.finished', 'probes.finished', 'session.withdrawn']).toContain(type)
    session = frozen(stepped.session)
    walk.log.push(event)
    taken.add(type)
    expect(session.seq).toBe(walk.log.length)
    checkTalk(session)
    checkStages(session)
    const keys = workOf(study, session).map((work) => work.key)
    expect(new Set(keys).size).toBe(keys.length)
  }
  return { session, log: walk.log, taken, refused }
}

describe('whatever is proposed, in whatever order', () => {
  const walks = Array.from({ length: 150 }, (_, seed) => wander(seed))

  test('numbers have no gap, and a log read again gives the same state and the same work [S1] [S14]', () => {
    for (const { session, log } of walks) {
      expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
      const again = folded(study, JSON.parse(JSON.stringify(log)))
      expect(again).toEqual(session)
      expect(workOf(study, again)).toEqual(workOf(study, session))
    }
  })

  test('a session that ended asks only for what is under way, its probes, or its erasure [S13] [S16]', () => {
    for (const { session } of walks) {
      const kinds = workOf(study, session).map((work) => work.kind)
      if (session.phase.kind !== 'ended') continue
      if (session.phase.how === 'completed') expect(kinds.filter((kind) => kind !== 'probe')).toEqual([])
      if (session.phase.how === 'declined') expect(kinds).toEqual([])
      if (session.phase.how === 'withdrawn') {
        expect(kinds.filter((kind) => kind === 'probe' || kind === 'assign' || kind === 'open-talk')).toEqual([])
        if (session.phase.erase) expect(kinds.length).toBeGreaterThan(0)
        if (kinds.includes('erase')) expect(kinds).toEqual(['erase'])
      }
    }
  })

  test('the walks came everywhere: every kind of fact was taken and sessions ended in every way', () => {
    const taken = new Set(walks.flatMap((walk) => [...walk.taken]))
    expect(taken.size).toBe(14)
    const ends = new Set(walks.map(({ session: { phase } }) => (phase.kind === 'ended' ? phase.how : phase.kind)))
    for (const how of ['completed', 'withdrawn']) expect(ends).toContain(how)
    expect(walks.reduce((sum, walk) => sum + walk.refused, 0)).toBeGreaterThan(1_000)
  })
})
