import Database from 'better-sqlite3'
import { PATIENCE } from './database.ts'

/** The most rows of one transaction. They take about 25 ms, so that the event loop is never blocked for long. */
const MOST_ROWS = 1_000

/** How long writes gather for which nobody waits. */
const SOON_MS = 20

/**
 * How often, and for how long, a write is tried again while another program writes (it may be rewriting the whole
 * file).
 */
const RETRY_MS = 20
const MOST_RETRY_MS = 120_000

type Write = { rows: number; work: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void }

/**
 * Groups writes. All writes of the same turn of the event loop go into one transaction, in their order. Each resolves
 * after the commit has reached the disk. Thus many sessions share one sync of the disk. Each write has a savepoint of its
 * own: if it throws, it is undone alone, and its neighbours stay. While another program writes, the writes wait in line
 * and the event loop goes on.
 */
export class Commits {
  readonly #db: Database.Database
  readonly #impatient: Database.Statement
  readonly #patient: Database.Statement
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  readonly #rollback: Database.Statement
  readonly #save: Database.Statement
  readonly #release: Database.Statement
  readonly #undo: Database.Statement
  #waiting: Write[] = []
  #scheduled = false
  #soon: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  /** When writes first found that another program is writing; null while nothing blocks them. */
  #hinderedAt: number | null = null
  #committed = 0
  #held = false
  #closed = false
  readonly #afterCommit: (() => void)[] = []

  constructor(db: Database.Database) {
    this.#db = db
    this.#impatient = db.prepare('PRAGMA busy_timeout = 0')
    this.#patient = db.prepare(`PRAGMA busy_timeout = ${PATIENCE}`)
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
    this.#save = db.prepare('SAVEPOINT one_write')
    this.#release = db.prepare('RELEASE one_write')
    this.#undo = db.prepare('ROLLBACK TO one_write')
  }

  /** Runs `work` inside the next transaction that has room. `rows` is about the number of rows that it writes. */
  write<T>(rows: number, work: () => T): Promise<T> {
    return this.#add(rows, work, () => this.#schedule())
  }

  /**
   * The same for many small writes for which nobody waits. They gather for some milliseconds, so that a steady stream
   * of them takes a few dozen syncs of the disk a second. If a `write` comes meanwhile, they are written together with
   * it.
   */
  writeSoon<T>(rows: number, work: () => T): Promise<T> {
    return this.#add(rows, work, () => {
      this.#soon ??= setTimeout(() => {
        this.#soon = undefined
        if (this.#waiting.length > 0) this.#schedule()
      }, SOON_MS)
    })
  }

  /** Calls `then` after each commit. */
  afterCommit(then: () => void): void {
    this.#afterCommit.push(then)
  }

  /** Tells this class that a reader has ended a transaction, and does what waited for that. */
  readerLeft(): void {
    if (!this.#closed) for (const then of this.#afterCommit) then()
  }

  /** Number of transactions that were committed. */
  get committed(): number {
    return this.#committed
  }

  /** Lets writes wait in line until `release`. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    if (this.#waiting.length > 0 && !this.#closed) this.#schedule()
  }

  /** Commits what is waiting, and accepts no more writes. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#soon)
    clearTimeout(this.#retry)
    while (this.#waiting.length > 0) this.#flush()
  }

  #add<T>(rows: number, work: () => T, schedule: () => void): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The store is closed; nothing more can be written.'))
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ rows, work, resolve: resolve as (value: never) => void, reject })
      schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#retry !== undefined) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#held) return
      if (this.#waiting.length > 0) this.#flush()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }

  #scheduleRetry(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#schedule()
    }, RETRY_MS)
  }

  #take(): Write[] {
    let rows = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || rows + this.#waiting[count]!.rows <= MOST_ROWS)) {
      rows += this.#waiting[count]!.rows
      count += 1
    }
    const taken = this.#waiting.slice(0, count)
    this.#waiting = this.#waiting.slice(count)
    return taken
  }

  /** Begins a transaction. False while another program writes and there is still time to wait for it without blocking. */
  #begun(): boolean {
    // While the store closes, there is no time left to try again.
    if (!this.#closed) this.#impatient.get()
    try {
      this.#begin.run()
      this.#hinderedAt = null
      return true
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      this.#hinderedAt ??= performance.now()
      if (busy && !this.#closed && performance.now() - this.#hinderedAt < MOST_RETRY_MS) return false
      throw error
    } finally {
      this.#patient.get()
    }
  }

  #flush(): void {
    try {
      if (!this.#begun()) {
        this.#scheduleRetry()
        return
      }
    } catch (error) {
      for (const write of this.#take()) write.reject(error)
      return
    }
    const writes = this.#take()
    const settle: (() => void)[] = []
    try {
      for (const write of writes) settle.push(this.#perform(write))
      this.#commit.run()
    } catch (error) {
      // A full or failing disk undoes the whole transaction. Then none of its writes was kept.
      if (this.#db.inTransaction) this.#rollback.run()
      for (const write of writes) write.reject(error)
      return
    }
    this.#committed += 1
    for (const tell of settle) tell()
    for (const then of this.#afterCommit) then()
  }

  #perform(write: Write): () => void {
    this.#save.run()
    try {
      const value = write.work() as never
      this.#release.run()
      return () => write.resolve(value)
    } catch (error) {
      if (!this.#db.inTransaction) throw error
      this.#undo.run()
      this.#release.run()
      return () => write.reject(error)
    }
  }
}
