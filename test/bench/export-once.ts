// Runs as a process of its own, so that its peak memory is the export's: exports a data folder and prints figures.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { keepHeapSmall } from '../../server/cli/heap.ts'
import { exportStudy } from '../../server/export/export.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'

keepHeapSmall()
const migrations = path.resolve(import.meta.dirname, '../../migrations/sqlite')
const store = await openSqliteStore({ folder: process.argv[2]!, migrations, role: 'tool' })
const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-out-'))
const begun = performance.now()
const files = await exportStudy({
  store,
  studyId: 'bench',
  kinds: ['live'],
  at: 0,
  folder,
  identifiers: false,
  progress: () => {},
})
const seconds = (performance.now() - begun) / 1000
await store.close()
rmSync(folder, { recursive: true, force: true })
const rows = files.reduce((sum, file) => sum + file.rows, 0)
console.log(JSON.stringify({ rows, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }))
