import { expect, test } from 'vitest'
import { isLasting } from '../../../client/participant/connection.ts'

test('a refused handshake that passes, or that something between the two says, is tried again', () => {
  expect(['stale-client', 'unauthorised', 'malformed'].filter(isLasting)).toHaveLength(3)
  expect(['unavailable', 'xhr poll error', 'timeout', 'toString', ''].filter(isLasting)).toEqual([])
})
