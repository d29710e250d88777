import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RACES, ratioOf, summaryOf } from './races.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const PAIRS = 5

/**
 * Races this checkout against another revision: each bench of the two in turn, five pairs, with the ratio pair by pair, so
 * that a machine whose speed wanders carries both along. Above 1 this checkout is better. The other revision runs with the
 * packages of this one.
 */
export async function raceAgainst(revision: string, benches: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-'))
  const other = path.join(folder, 'other')
  git('worktree', 'add', '--detach', other, revision)
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(other, 'node_modules'))
    // Pages are no part of any bench; a server only looks whether they are there.
    if (existsSync(path.join(root, 'dist'))) symlinkSync(path.join(root, 'dist'), path.join(other, 'dist'))
    return benches.flatMap((bench) => race(bench, other))
  } finally {
    git('worktree', 'remove', '--force', other)
    rmSync(folder, { recursive: true, force: true })
  }
}

function race(bench: string, other: string): string[] {
  const pairs = Array.from({ length: PAIRS }, (_, pair) => {
    console.log(`${bench}, pair ${pair + 1} of ${PAIRS} …`)
    // Whoever comes second meets a warmer machine, so they take turns at that too.
    const [first, second] = pair % 2 === 0 ? [root, other] : [other, root]
    const texts = new Map([first, second].map((checkout) => [checkout, printed(checkout!, bench)]))
    return { own: texts.get(root)!, its: texts.get(other)! }
  })
  return RACES[bench]!.map((one) => {
    const ratios = pairs.flatMap(({ own, its }) => ratioOf(one, own, its) ?? [])
    if (ratios.length === 0) return `${one.name}: no pair has the figure`
    const { median, least } = summaryOf(ratios)
    const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ')
    return `${one.name}: median ratio ${median.toFixed(2)}, least ${least.toFixed(2)} (${each})`
  })
}

function printed(checkout: string, bench: string): string {
  const run = spawnSync(process.execPath, ['--import', 'tsx', path.join('test', 'bench', 'main.ts'), bench], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`The bench "${bench}" of ${checkout} ended with ${run.status}.`)
  return run.stdout
}

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', words, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`)
}
