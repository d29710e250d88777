import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder } from '../../make-folder.ts'
import { StoreRefusal } from './refusal.ts'

/** The one file of a data folder that cannot be made again. */
export function databaseOf(folder: string): string {
  return join(folder, 'parallax.sqlite')
}

/** A copy of it that is being made, or whose making was cut off. */
export function unfinishedOf(folder: string): string {
  return `${databaseOf(folder)}.part`
}

/** Makes the folder if it does not exist, and checks that it can be written. Throws a StoreRefusal when it cannot. */
export function prepareFolder(folder: string): void {
  const probe = join(folder, `.write-probe-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(probe, 'Can this folder be written?')
    rmSync(probe)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StoreRefusal(
      `The data folder ${folder} cannot be written (${reason}); give this account the right to write there, or name another folder.`,
    )
  }
}

/** The folder for files that exist only while they are being made. */
export function scratchOf(folder: string): string {
  return join(folder, 'tmp')
}

/** Deletes what is in that folder. Only the one server that has the data folder may call it. */
export function emptyScratch(folder: string): void {
  rmSync(scratchOf(folder), { recursive: true, force: true })
}

/** A held lock on a data folder, or on a piece of work in it. */
export type FolderLock = { release(): void }

/**
 * Takes the folder for one server or, with another `name`, takes a piece of work in it. The lock is an exclusive
 * transaction on a database file of its own. The operating system frees it when the program ends, in whatever way. The
 * data itself stays open to tools. Within this program only SQLite may open the lock file: closing another handle of it
 * would free the lock. Waits up to `patience` milliseconds. Null when another program holds the lock.
 */
export function lockFolder(folder: string, patience: number, name = 'server'): FolderLock | null {
  const file = join(folder, `${name}.lock`)
  const lock = new Database(file, { timeout: patience })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw new StoreRefusal(`The lock ${file} cannot be used (${String(error)}); delete that file and start again.`)
  }
  return { release: () => lock.close() }
}
