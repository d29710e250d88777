import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { deadLink } from '../make-folder.ts'
import { CallProblem, required } from './call.ts'

/**
 * The full path of the folder that `--out` names, which may not exist yet. Throws a CallProblem when the folder cannot
 * be written, before anything is read or computed. Makes nothing.
 */
export function outFolder(named: string | undefined): string {
  return writableFolder(required(named, 'out', 'the folder to write'), '--out')
}

/** The same for a folder that the call names in another way; `as` says how. */
export function writableFolder(named: string, as: string): string {
  const folder = path.resolve(named)
  const there = nearestThere(folder)
  const [next] = path.relative(there, folder).split(path.sep)
  const target = deadLink(path.join(there, next!))
  if (target !== null)
    throw new CallProblem(
      `${as}: ${path.join(there, next!)} is a link to ${target}, which is not there; make that folder, or name another.`,
    )
  if (!statSync(there).isDirectory()) throw new CallProblem(`${as}: ${there} is a file; name a folder.`)
  try {
    accessSync(there, constants.W_OK)
  } catch {
    throw new CallProblem(`${as}: the folder ${there} cannot be written to; name another, or change its permissions.`)
  }
  return folder
}

/** The path itself, or the nearest folder above it that exists. */
export function nearestThere(full: string): string {
  let there = full
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there)
  return there
}
