import type Database from 'better-sqlite3'

/** Rows by table. */
export type Counts = Readonly<Record<string, number>>

/** Counts the rows of every table. Takes about a second for 1 GB. */
export function countsOf(db: Database.Database): Counts {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .pluck()
    .all()
  return Object.fromEntries(
    tables.map((name) => [name, db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get()!]),
  )
}

/**
 * Reads the whole database and says what is wrong with it; null when nothing is. It checks the structure of the file,
 * and also finds rows that point to nothing, and logs that do not run from 1 to their session's number with a body for
 * each event. Erased sessions need no bodies. Takes about a second for 100 MB.
 */
export function unsoundness(db: Database.Database): string | null {
  const broken = db.pragma('integrity_check(1)', { simple: true })
  if (broken !== 'ok') return String(broken)
  const [stray] = db.pragma('foreign_key_check') as { table: string }[]
  if (stray !== undefined) return `a row of ${stray.table} belongs to nothing`
  const gap = db
    .prepare<[], string>(
      `SELECT s.id FROM sessions s LEFT JOIN events e ON e.session = s.n
       GROUP BY s.n HAVING count(e.n) <> s.seq OR max(e.seq) IS NOT s.seq LIMIT 1`,
    )
    .pluck()
    .get()
  if (gap !== undefined) return `the log of session ${gap} has gaps`
  const bodiless = db
    .prepare<[], string>(
      `SELECT s.id FROM sessions s CROSS JOIN events e ON e.session = s.n LEFT JOIN event_bodies b ON b.event = e.n
       WHERE s.erased_at IS NULL AND b.event IS NULL LIMIT 1`,
    )
    .pluck()
    .get()
  return bodiless === undefined ? null : `the log of session ${bodiless} lacks what was said in it`
}
