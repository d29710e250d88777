import { VERSIONS } from '../../shared/session/events.ts'
import { systemClock } from '../clock.ts'
import { CallProblem, verb } from './call.ts'
import { openArchive } from './desk.ts'

export const erase = verb({
  summary: 'erase what a participant wrote, at their wish',
  help: `Usage: npm run -s parallax -- erase SESSION

Erases the session's words wherever they are: turns, answers, replies, model calls, probes, telemetry and platform ids.
Numbers, times and sequence stay, so that an export can still prove that it is whole. It cannot be undone. The session
takes nothing more. Exports made before still hold the words: delete them too.`,
  options: {},
  async run({ positionals: [id, ...more] }, io) {
    if (id === undefined || more.length > 0) throw new CallProblem('Name one session, by its id in sessions.csv.')
    const { store } = await openArchive()
    try {
      const summary = await store.session(id)
      if (summary === null)
        throw new CallProblem(`No session "${id}"; its id stands in sessions.csv and on the researcher page.`)
      if (summary.erasedAt !== null) {
        io.out(`Session ${id} was erased on ${new Date(summary.erasedAt).toISOString()}.`)
        return
      }
      const at = systemClock.now()
      const seq = summary.seq + 1
      const type = 'session.withdrawn'
      const envelope = {
        id: `erase-${id}`,
        session: id,
        seq,
        version: VERSIONS[type],
        at,
        clientAt: null,
        clientOffset: null,
      }
      // The withdrawal first: it closes the session to whoever is still at it.
      const { locale, condition, turns } = summary
      const progress = { locale, condition, turns, phase: 'withdrawn' as const, stage: null, pending: false }
      const event = { ...envelope, actor: 'researcher' as const, type, body: { erase: true } } as const
      const outcome = await store.append(id, [event], progress)
      if (outcome.kind === 'conflict') throw new CallProblem(`Session ${id} is being used this moment; try again.`)
      await store.erase(id, at)
      io.out(`Erased session ${id}.`)
    } finally {
      await store.close()
    }
  },
})
