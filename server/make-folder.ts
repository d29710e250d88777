import { existsSync, mkdirSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputProblem } from '../shared/input-problem.ts'

/** A folder that cannot be made. */
export class FolderProblem extends InputProblem {
  override readonly name = 'FolderProblem'
  readonly code: string
  constructor(folder: string, code: string) {
    super(`The folder ${folder} cannot be made (${code}); name another place.`)
    this.code = code
  }
}

/**
 * Makes a folder and those above it that are not there, and returns the topmost that it made, if any. Throws a
 * FolderProblem. It makes them one at a time, since Node's recursive mkdir never ends where the system says that a
 * folder it was asked to make is not there (as in /proc).
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = []
  let at = path.resolve(folder)
  for (; !existsSync(at) && path.dirname(at) !== at; at = path.dirname(at)) missing.unshift(at)
  if (!statSync(at).isDirectory()) throw new FolderProblem(at, 'ENOTDIR')
  let made: string | undefined
  for (const one of missing) {
    const target = deadLink(one)
    if (target !== null) throw new FolderProblem(one, `it is a link to ${target}, which is not there`)
    try {
      mkdirSync(one)
      made ??= one
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException
      // Another program may have made it meanwhile.
      if (code !== 'EEXIST' || !existsSync(one)) throw new FolderProblem(one, code)
    }
  }
  return made
}

/** Where a symbolic link points if nothing is there; otherwise null. */
export function deadLink(full: string): string | null {
  try {
    return existsSync(full) ? null : readlinkSync(full)
  } catch {
    return null
  }
}
