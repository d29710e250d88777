import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { CallProblem, required } from './call.ts'

/**
 * The full path of the folder that `--out` names, which may not be there yet. Throws a CallProblem where it cannot be
 * written, so that nothing is read or worked out in vain. Makes nothing.
 */
export function outFolder(named: string | undefined): string {
  const folder = path.resolve(required(named, 'out', 'the folder to write'))
  const there = nearestThere(folder)
  if (!statSync(there).isDirectory()) throw new CallProblem(`--out: ${there} is a file; name a folder.`)
  try {
    accessSync(there, constants.W_OK)
  } catch {
    throw new CallProblem(`--out: the folder ${there} cannot be written to; name another, or change its permissions.`)
  }
  return folder
}

/** The path itself, or the nearest one above it that is there. */
function nearestThere(full: string): string {
  const above = path.dirname(full)
  return existsSync(full) || above === full ? full : nearestThere(above)
}
