import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')

test('what commands write into the project, with the words of people, is never committed by chance', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-ignored-'))
  try {
    execFileSync('git', ['init', '-q', folder])
    cpSync(path.join(ROOT, '.gitignore'), path.join(folder, '.gitignore'))
    const isIgnored = (file: string) =>
      spawnSync('git', ['check-ignore', '-q', '--no-index', file], { cwd: folder }).status === 0
    const written = [
      ...[
        'data/parallax.sqlite',
        'data-of-pilot/parallax.sqlite',
        'backup/parallax.sqlite',
        'backup-may/parallax.sqlite',
      ],
      ...['elsewhere/parallax.sqlite-wal', 'exports/demo/turns.csv', 'demo/turns.csv', 'demo/events.jsonl', 'demo.zip'],
      ...['bundle/PLAN.md', 'report/report.html', '.env'],
    ]
    expect(written.filter((file) => !isIgnored(file))).toEqual([])
    const kept = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
    expect(kept.filter((file) => !file.includes('test/fixtures/') && isIgnored(file))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
