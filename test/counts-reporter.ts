import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with one plain line of counts, `N passed, N failed`, which continuous integration reads. A check that failed
 * before the tests counts as one that failed (`npm run check` tells which), so that nobody reads the line as all is well.
 */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) counts[test.result().state] += 1
      // A file that could not even be loaded has no tests; it must count as a failure.
      if (!module.ok() && !tests.some((test) => test.result().state === 'failed')) counts.failed += 1
    }
    const checks = (process.env.PARALLAX_FAILED_CHECKS ?? '').split(',').filter((what) => what !== '')
    counts.failed += checks.length
    const skipped = counts.skipped + counts.pending
    // After the default reporter has printed its own summary.
    process.once('exit', () => {
      for (const what of checks)
        console.log(`FAILED before the tests: the check of ${what}; the first lines say where.`)
      console.log(`${counts.passed} passed, ${counts.failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
    })
  }
}
