import { expect, test } from 'vitest'
import { createBatches } from '../../../../client/participant/engine/attention.ts'
import type { ProblemCode } from '../../../../shared/protocol/problem.ts'
import type { Telemetry, TelemetryAck } from '../../../../shared/protocol/socket.ts'

const refused = (code: ProblemCode): TelemetryAck => ({ ok: false, problem: { code, message: 'No.' } })

function sending(answers: (TelemetryAck | null)[]) {
  const sent: Telemetry[] = []
  const batches = createBatches(async (batch) => {
    sent.push(batch)
    return answers.shift() ?? null
  })
  return { ...batches, sent, times: () => sent.map(({ marks }) => marks.map(({ at }) => at)) }
}

test.each<[string, TelemetryAck | null]>([
  ['that nobody acknowledged', null],
  ['that came when it was too much', refused('too-many')],
  ['that met trouble of the server', refused('internal')],
])('a batch %s is sent again as the same', async (_, answer) => {
  const { add, flush, sent, times } = sending([answer, { ok: true }, { ok: true }])
  add({ at: 1, kind: 'blur' })
  await flush()
  add({ at: 2, kind: 'focus' })
  await flush()
  await flush()
  expect(times()).toEqual([[1], [1], [2]])
  expect(sent[1]!.id).toBe(sent[0]!.id)
  expect(sent[2]!.id).not.toBe(sent[0]!.id)
})

test('a batch that was refused for good is not sent again', async () => {
  const { add, flush, times } = sending([refused('malformed'), { ok: true }])
  add({ at: 1, kind: 'blur' })
  await flush()
  await flush()
  add({ at: 2, kind: 'focus' })
  await flush()
  expect(times()).toEqual([[1], [2]])
})

test('many marks go out in batches of as many as the server takes', async () => {
  const { add, flush, times } = sending([{ ok: true }, { ok: true }])
  for (let at = 0; at < 250; at += 1) add({ at, kind: 'copy' })
  await flush()
  await flush()
  expect(times().map((batch) => batch.length)).toEqual([200, 50])
})
