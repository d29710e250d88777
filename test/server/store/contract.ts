import { afterEach, beforeEach, describe } from 'vitest'
import { assignmentContract } from './contract/assignment.ts'
import { callsContract } from './contract/calls.ts'
import { crashContract } from './contract/crash.ts'
import { enrolmentContract } from './contract/enrolment.ts'
import { erasureContract } from './contract/erasure.ts'
import { logContract } from './contract/log.ts'
import type { Kit } from './contract/material.ts'
import { repliesContract } from './contract/replies.ts'
import { runsContract } from './contract/runs.ts'
import { scansContract } from './contract/scans.ts'
import { snapshotsContract } from './contract/snapshots.ts'

/**
 * What every store promises, as tests. `makeKit` gives a fresh and empty store for each test; `drop` ends what it
 * opened and removes its data.
 */
export function storeContract(name: string, makeKit: () => Promise<Kit & { drop(): Promise<void> }>): void {
  describe(name, () => {
    let kit: Kit & { drop(): Promise<void> }
    beforeEach(async () => {
      kit = await makeKit()
    })
    afterEach(() => kit.drop())

    describe('log', () => logContract(() => kit))
    describe('enrolment', () => enrolmentContract(() => kit))
    describe('assignment', () => assignmentContract(() => kit))
    describe('running replies', () => repliesContract(() => kit))
    describe('calls, probes, versions and secrets', () => callsContract(() => kit))
    describe('probe runs', () => runsContract(() => kit))
    describe('scans', () => scansContract(() => kit))
    describe('snapshots', () => snapshotsContract(() => kit))
    describe('erasure', () => erasureContract(() => kit))
    describe('crash', () => crashContract(() => kit))
  })
}
