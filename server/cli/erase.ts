import { setTimeout as pause } from 'node:timers/promises'
import { VERSIONS } from '../../shared/session/events.ts'
import { systemClock } from '../clock.ts'
import type { SessionSummary } from '../store/session-rows.ts'
import type { Store } from '../store/store.ts'
import { CallProblem, verb } from './call.ts'
import { openKeptWorkspace } from './workspace.ts'

/**
 * How long to try to remove the last copies from the files. After that they are left to a server or to another call.
 */
const PATIENCE_MS = 15_000
const RETRY_MS = 250

/** How often to read and judge again when somebody writes to the session at the same moment. */
const TRIES = 20

export const erase = verb({
  summary: 'erase what participants wrote, when they ask for it',
  help: `Usage: npm run -s parallax -- erase SESSION...

Erases the words of each named session everywhere in the data folder: turns, answers, replies, model calls, probes, telemetry
and platform ids. Numbers, times and sequence stay, so that an export can still prove that it is whole. This cannot be undone.
The session accepts nothing more. A running server forgets it within about a second: a reply that is being written for it
stops, and a page that shows it says that it is over.

From then on nobody can read the words through Parallax. Stray copies may stay in the bytes of the database file until the
file is rewritten. If no server runs, this command rewrites it. A running server rewrites it once nobody has written for five
seconds, otherwise about five minutes after the erasure; it also does so when it starts. A rewrite takes a second or two for
100 MB, during which writing waits, and needs room for two more copies of the file. This command waits 15 seconds for it and
says whether it was done. Give the same command again to see whether it is done by then. If a server cannot do it, its log says
why.

Not reached: exports, reports and backups that were made before, a download, export or backup that is being made, and what
the file system or its host keep by themselves. Delete those too; in a backup, erase again (PARALLAX_DATA=BACKUP before this
command). Exit codes: 0 nothing is left in the data folder, 2 the call cannot be used, 3 erased, but copies are
still in the database file.`,
  options: {},
  async run({ positionals: ids }, io) {
    if (ids.length === 0) throw new CallProblem('Name a session, or several, by the ids in sessions.csv.')
    const { store } = await openKeptWorkspace()
    try {
      const summaries: SessionSummary[] = []
      for (const id of new Set(ids)) {
        const summary = await store.session(id)
        if (summary === null)
          throw new CallProblem(
            `No session "${id}", so nothing was erased; look up its id in sessions.csv or on the researcher page.`,
          )
        summaries.push(summary)
      }
      let lastAt = 0
      for (const { id, erasedAt } of summaries) {
        const at = erasedAt ?? (await eraseOne(store, id))
        io.out(erasedAt === null ? `Erased session ${id}.` : `Session ${id} was erased on ${timeOf(erasedAt)}.`)
        lastAt = Math.max(lastAt, at)
      }
      const left = await whyNotCleared(store, lastAt)
      if (left === null) {
        io.out('Nothing of it is left in the data folder.')
        return 0
      }
      io.out(
        `Somebody who reads the bytes of the database file may still find stray copies in it. ${left} Give the same command again to see whether they are gone.`,
      )
      return 3
    } finally {
      await store.close()
    }
  },
})

/** Withdraws and erases a session; returns the time of the erasure. */
async function eraseOne(store: Store, id: string): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const { seq, locale, condition, turns } = (await store.session(id))!
    const at = systemClock.now()
    const type = 'session.withdrawn'
    const times = { at, clientAt: null, clientOffset: null }
    const envelope = { id: `erase-${id}`, session: id, seq: seq + 1, version: VERSIONS[type], ...times }
    const event = { ...envelope, actor: 'researcher' as const, type, body: { erase: true } } as const
    // The erasure is marked as pending. If this program is killed before it is done, the next start of the server does
    // the rest.
    const progress = { locale, condition, turns, phase: 'withdrawn' as const, stage: null, pending: true }
    // The withdrawal comes first: it closes the session for a person who is still in it.
    const outcome = await store.append(id, [event], progress)
    if (outcome.kind === 'conflict' && tried < TRIES) continue
    if (outcome.kind === 'conflict')
      throw new CallProblem(`Session ${id} was not erased, since something writes to it all the time; try again.`)
    await store.erase(id, at)
    return at
  }
}

/**
 * Clears the files of what was erased until `at`, or lets a running server do so. Null once that is done; otherwise the
 * reason why it is not.
 */
async function whyNotCleared(store: Store, at: number): Promise<string | null> {
  for (const until = systemClock.now() + PATIENCE_MS; ; await pause(RETRY_MS)) {
    const cleared = await store.clear()
    const since = await store.uncleared()
    if (since === null || since > at) return null
    if (systemClock.now() > until) return cleared.kind === 'later' ? cleared.why : 'More is being erased all the time.'
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
