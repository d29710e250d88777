// Keeps the report of today as the one to hold later ones against: npx tsx test/shared/kept-analyses/keep.ts NAME
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { analyse } from '../../../shared/report/analyse.ts'
import { keptInput } from './inputs.ts'

for (const name of process.argv.slice(2)) {
  const report = JSON.stringify(analyse(keptInput(name)))
  writeFileSync(path.join(import.meta.dirname, name, 'report.json.gz'), gzipSync(report, { level: 9 }))
}
