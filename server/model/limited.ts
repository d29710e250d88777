import type { Model, ModelResult } from './model.ts'
import { Slots } from './slots.ts'

/** Wide enough for a lecture hall. Narrow enough that a restart does not ask for a thousand replies at once. */
export const MOST_CALLS = 256

/**
 * A model with at most `count` calls under way at once, replies and probes together. Other calls wait in line. A call
 * that is stopped while it waits ends at once and is never sent. The times of a call count from the moment when it is
 * sent.
 */
export function limited(model: Model, count: number): Model {
  const slots = new Slots(count)
  return {
    identity: model.identity,
    reply: async (request, options) =>
      (await slots.use(options.signal, () => model.reply(request, options))) ?? neverSent(),
  }
}

function neverSent(): ModelResult {
  return {
    outcome: { kind: 'stopped' },
    text: '',
    reported: {},
    timing: { endedMs: 0, chunks: 0, longestGapMs: 0 },
    attempts: [],
  }
}
