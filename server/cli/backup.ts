import { existsSync, readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { readConfig } from '../config.ts'
import { readEnvironment } from '../environment.ts'
import { StartProblem } from '../start-problem.ts'
import { BackupProblem, backUp } from '../store/sqlite/backup.ts'
import { CallProblem, verb } from './call.ts'
import { meter } from './meter.ts'
import { nearestThere, writableFolder } from './out-folder.ts'
import { listenForStop } from './stop-signals.ts'

export const backup = verb({
  summary: 'copy the data folder, also while the server runs',
  help: `Usage: npm run -s parallax -- backup DIR [--json]

Copies the data folder into DIR, which must be new or empty. Then it reads and checks the whole copy: the structure of the
file, and that every session's log is whole. A server may run and people may take part meanwhile; the copy holds what was kept
when the copy began. Afterwards DIR is a data folder: PARALLAX_DATA=DIR npm start goes on from it, with the same links and the
same researcher's secret. (The studies' folder and .env are files of your own. They are not copied.)

  --json  what was copied, as JSON

Never copy a data folder with other programs while a server runs: such copies are damaged. A backup holds what people wrote
until then. If you erase a session later, erase it in the backup too (PARALLAX_DATA=DIR npm run -s parallax -- erase SESSION),
or delete the backup.

Ctrl-C ends it and leaves nothing. Exit codes: 0 copied and sound, 1 the copy failed or was not sound, and was removed, 2 the
call or the data folder cannot be used, 130 and 143 stopped by a signal.`,
  options: { json: { type: 'boolean' } },
  async run({ values, positionals: [named, ...more] }, io) {
    if (named === undefined || more.length > 0) throw new CallProblem('Name one folder to copy the data folder into.')
    const read = readConfig(readEnvironment(process.env))
    if (!read.ok) throw new StartProblem(read.problems.join('\n'))
    const folder = read.config.dataFolder
    const to = emptyFolder(named, folder)
    const progress = meter(io, 'MB')
    const signals = listenForStop(() => {})
    try {
      const made = await backUp({
        folder,
        to,
        progress: (bytes) => progress.at(Math.round(bytes / 1e6)),
        signal: signals.stop,
      })
      progress.end()
      if (values.json) io.out(JSON.stringify({ folder: to, ...made }, null, 2))
      else
        io.out(
          [
            `Copied ${made.sessions} sessions (${made.erased} erased) with ${made.events} events, and ${made.versions} study versions.`,
            `Each log is whole, and the database is sound: ${made.file}, ${made.bytes} bytes,`,
            `SHA-256 ${made.sha256}`,
            'Keep it as safe as the data itself. If you erase a session from now on, erase it in the backup too, or delete the backup.',
          ].join('\n'),
        )
      return 0
    } catch (error) {
      const stopped = signals.exitCode()
      if (stopped !== null && signals.stop.aborted && error === signals.stop.reason) {
        io.err('Stopped; nothing of the copy is left.')
        return stopped
      }
      if (!(error instanceof BackupProblem)) throw error
      io.err(error.message)
      return 1
    } finally {
      signals.end()
    }
  },
})

/**
 * The full path of the folder to copy into. Throws a CallProblem unless that folder is new or empty and lies outside
 * the data folder.
 */
function emptyFolder(named: string, dataFolder: string): string {
  const to = writableFolder(named, 'DIR')
  const within = path.relative(realOf(dataFolder), realOf(to))
  if (within === '' || !(within === '..' || within.startsWith(`..${path.sep}`) || path.isAbsolute(within)))
    throw new CallProblem(
      `DIR: ${to} is in the data folder ${dataFolder} itself, and would be lost with it; name a folder elsewhere.`,
    )
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new CallProblem(`DIR: the folder ${to} is not empty; name a new one. A backup never writes over anything.`)
  return to
}

/** A path without symbolic links. The path may not exist yet. */
function realOf(full: string): string {
  const there = nearestThere(full)
  return path.join(realpathSync(there), path.relative(there, full))
}
