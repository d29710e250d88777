import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BY_HAND, GOLDEN, goldenCells, shippedStudies } from './golden-cells.ts'

/**
 * Names the golden files that are missing, and with `--write` writes them. A file that is there is never written over:
 * to accept new output, read the difference that the test shows, delete the file, and write it again.
 */
function main(): number {
  const write = process.argv.includes('--write')
  if (write && process.env.CI) {
    console.error('Golden files are written by a person who reads them, so not where CI is set.')
    return 1
  }
  const missing = shippedStudies()
    .flatMap(({ study }) => goldenCells(study))
    .filter(({ file }) => !existsSync(path.join(GOLDEN, file)))
  for (const { file, text } of missing) {
    if (BY_HAND.includes(file)) {
      console.log(`missing: ${file}, which is written by hand from the study file`)
      continue
    }
    console.log(`${write ? 'written' : 'missing'}: ${file}`)
    if (!write) continue
    mkdirSync(path.dirname(path.join(GOLDEN, file)), { recursive: true })
    writeFileSync(path.join(GOLDEN, file), text, { flag: 'wx' })
  }
  if (missing.length > 0 && !write)
    console.log('Run again with --write to write them, and read them before you commit.')
  return 0
}

process.exit(main())
