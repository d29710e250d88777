import { partsOf } from '../instrument/answer.ts'
import { misfit } from '../instrument/misfit.ts'
import type { Stage } from '../study/flow.ts'
import { holds, itemOf, stageOf, type WhenFacts } from '../study/items.ts'
import { isEarly, surveyIn } from '../study/stages/stages.ts'
import type { Study } from '../study/study.ts'
import type { Event } from './events.ts'
import { MOST_EVENTS } from './limits.ts'
import { currentStage, refuse, type Stepped } from './refusal.ts'
import { EMPTY_TALK, type Phase, type Session, turnsTaken } from './session.ts'
import { stepTalk } from './step-talk.ts'

/** The session that a first event opens [S1]. Throws for any other event, since a log always begins with that event. */
export function open(study: Study, event: Event): Session {
  if (event.type !== 'session.opened' || event.seq !== 1)
    throw new Error(
      `The log of session ${event.session} begins with "${event.type}" at ${event.seq}, not with "session.opened" at 1.`,
    )
  const { body } = event
  const [first] = study.flow
  return {
    id: event.session,
    seq: 1,
    study: body.study,
    kind: body.kind,
    participant: body.participant,
    wave: body.wave,
    locale: body.locale,
    openedAt: event.at,
    lastAt: event.at,
    // In a study that asks models only there is nothing to do.
    phase: first === undefined ? { kind: 'ended', how: 'completed' } : { kind: 'in-stage', stage: first.id },
    consent: null,
    assignment: null,
    answers: {},
    talks: {},
    probed: [],
    completed: [],
  }
}

/**
 * The rules of a session (shared/session/RULES.md). They are only here. The result is the next state, or a refusal. The
 * function is pure. It judges a proposal and reads a log again in the same way.
 */
export function step(study: Study, session: Session, event: Event): Stepped {
  if (event.seq !== session.seq + 1)
    return refuse('out-of-order', `Event ${event.seq} of session ${session.id} cannot follow event ${session.seq}.`)
  // After a session has ended, the engine may still close what it began: a reply on its way, a round of probes. [S13]
  const closesWork = event.type === 'reply.finished' || event.type === 'probes.finished'
  if (session.phase.kind === 'ended' && !closesWork && !mayStillWithdraw(session.phase, event))
    return refuse('ended', 'This session is over; nothing can be added to it.')
  if (event.actor === 'participant' && session.seq >= MOST_EVENTS && event.type !== 'session.withdrawn')
    return refuse('limit', `A session holds at most ${MOST_EVENTS} events, and this one is full.`)
  const next: Session = { ...session, seq: event.seq, lastAt: event.at }

  switch (event.type) {
    case 'session.opened':
      return refuse('out-of-order', 'A session is opened once.')
    case 'locale.chosen':
      if (session.consent !== null) return refuse('out-of-order', 'The language can be changed until consent is given.')
      if (!study.locales.includes(event.body.locale))
        return refuse(
          'not-offered',
          `The study is not in "${event.body.locale}"; it is in ${study.locales.join(', ')}.`,
        )
      return { ok: true, session: { ...next, locale: event.body.locale } }
    case 'consent.given': {
      const stage = currentStage(study, session, event.body.stage)
      if (stage?.kind !== 'consent') return wrongStage()
      if (event.body.version !== stage.version)
        return refuse('stale', 'The consent text has changed meanwhile; read it again.')
      const offered = stage.uses.map((use) => use.id)
      if (event.body.uses.some((use) => !offered.includes(use)))
        return refuse('not-offered', 'Consent names a use that the text does not offer; reload the page.')
      const consent = { version: event.body.version, uses: [...event.body.uses] }
      return { ok: true, session: advance(study, { ...next, consent }, stage.id) }
    }
    case 'consent.declined':
      if (currentStage(study, session, event.body.stage)?.kind !== 'consent') return wrongStage()
      return { ok: true, session: { ...next, phase: { kind: 'ended', how: 'declined' } } }
    case 'assignment.made':
      if (session.phase.kind !== 'assigning' || session.assignment !== null)
        return refuse('out-of-order', 'A session is assigned once, after consent and screening.')
      return { ok: true, session: advance(study, { ...next, assignment: event.body }, null) }
    case 'item.answered': {
      const at = currentStage(study, session, event.body.stage)
      const stage = at && surveyIn(at)
      if (stage === null) return wrongStage()
      if (!stage.items.includes(event.body.item))
        return refuse('unknown-item', 'This question does not belong to the page; reload the page.')
      const wrong = misfit(itemOf(study, event.body.item), event.body.answer)
      if (wrong !== null) return refuse('unfit-answer', wrong)
      const given = { ...session.answers[stage.id], [event.body.item]: event.body.answer }
      return { ok: true, session: { ...next, answers: { ...session.answers, [stage.id]: given } } }
    }
    case 'stage.completed':
      return complete(study, session, next, event.body.stage)
    case 'session.withdrawn':
      return { ok: true, session: { ...next, phase: { kind: 'ended', how: 'withdrawn', erase: event.body.erase } } }
    case 'probes.finished': {
      const round = `${event.body.stage}.${event.body.moment}`
      if (session.probed.includes(round)) return refuse('out-of-order', `The probes of "${round}" are over already.`)
      return { ok: true, session: { ...next, probed: [...session.probed, round] } }
    }
    case 'talk.opened':
    case 'turn.taken':
    case 'reply.asked':
    case 'reply.begun':
    case 'reply.stopped':
    case 'reply.finished':
      return stepTalk(study, next, event)
  }
}

/** Its words reach the browser, so they must not name the stage. [S18] */
function wrongStage(): Stepped {
  return refuse('wrong-stage', 'The session is at another stage by now; the page is out of date, reload it.')
}

function complete(study: Study, session: Session, next: Session, id: string): Stepped {
  if (session.phase.kind !== 'in-stage' || session.phase.stage !== id) return wrongStage()
  const stage = stageOf(study, id)
  switch (stage.kind) {
    case 'consent':
      return refuse('incomplete', 'To leave this page, consent or decline.')
    case 'survey': {
      const answers = session.answers[id] ?? {}
      const open = stage.items.filter((item) => answers[item] === undefined && !itemOf(study, item).optional)
      if (open.length > 0)
        return refuse('incomplete', `${open.length} of ${stage.items.length} questions have no answer yet.`)
      return { ok: true, session: advance(study, next, id) }
    }
    case 'chat': {
      const talk = session.talks[id] ?? EMPTY_TALK
      const turns = turnsTaken(talk)
      if (turns < stage.turns.min)
        return refuse('incomplete', `The talk needs at least ${stage.turns.min} turns; ${turns} were taken.`)
      if (talk.nodes.some((node) => node.kind === 'reply' && node.reply.state !== 'finished'))
        return refuse('busy', 'A reply is still on its way; wait for it or stop it.')
      return { ok: true, session: advance(study, next, id) }
    }
    case 'debrief':
      return { ok: true, session: advance(study, next, id) }
  }
}

/**
 * Moves on to the next stage whose `when:` holds [S5]. Assignment comes before the first stage that is neither consent
 * nor screening [S3].
 */
function advance(study: Study, session: Session, done: string | null): Session {
  const completed = done === null ? session.completed : [...session.completed, done]
  const last = completed.at(-1)
  const begin = last === undefined ? 0 : study.flow.findIndex((stage) => stage.id === last) + 1
  const facts = whenFacts(session)
  let phase: Phase = { kind: 'ended', how: 'completed' }
  for (const stage of study.flow.slice(begin)) {
    if (!isEarly(stage) && session.assignment === null) {
      phase = { kind: 'assigning' }
      break
    }
    if (holds(stage.when, facts)) {
      phase = { kind: 'in-stage', stage: stage.id }
      break
    }
  }
  return { ...session, completed, phase }
}

/**
 * The stage on screen. For a person who withdrew, the stage that was on screen then. Null before assignment, and after
 * the end.
 */
export function stageReached(study: Study, session: Session): Stage | null {
  const { phase } = session
  const withdrew = phase.kind === 'ended' && phase.how === 'withdrawn'
  const at = withdrew ? advance(study, session, null).phase : phase
  return at.kind === 'in-stage' ? stageOf(study, at.stage) : null
}

/** Whoever took part may still withdraw afterwards, and whoever withdrew may still ask for erasure [S16]. */
function mayStillWithdraw(phase: Extract<Phase, { kind: 'ended' }>, event: Event): boolean {
  if (event.type !== 'session.withdrawn') return false
  return phase.how !== 'withdrawn' || (!phase.erase && event.body.erase)
}

function whenFacts(session: Session): WhenFacts {
  const codes: Record<string, number> = {}
  for (const [stage, answers] of Object.entries(session.answers))
    for (const [item, answer] of Object.entries(answers)) {
      const { code } = partsOf(answer)
      if (code !== null) codes[`${stage}.${item}`] = code
    }
  return { locale: session.locale, levels: session.assignment?.levels ?? null, codes }
}
