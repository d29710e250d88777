import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'
import { smallStudy } from '../study.ts'
import { Guest } from './guest.ts'
import { type Rig, SECRET, startRig } from './rig.ts'

describe.each(['info', 'debug'])('at level %s the log', (level) => {
  const lines: string[] = []
  let rig: Rig
  beforeAll(async () => {
    const log = createLog(level, { write: (line: string) => void lines.push(line) })
    rig = await startRig(smallStudy(), { pages: true, log })
  })
  afterAll(() => rig.end())

  test('tells routes, and neither platform ids, addresses, tickets nor links', async () => {
    const marked = 'PROLIFIC_PID=platform-id-of-anna'
    await fetch(`${rig.url}/s/${rig.link()}?${marked}`)
    await fetch(`${rig.url}/nowhere/platform-id-of-anna?${marked}`)
    await fetch(`${rig.url}/nowhere/%zz?${marked}`)
    const guest = await Guest.enrol(rig.url, rig.link(), { query: { PROLIFIC_PID: 'platform-id-of-anna' } })
    const headers = { authorization: `Bearer ${SECRET}` }
    const make = `${rig.url}/api/researcher/studies/small/download-link`
    const { url } = (await (await fetch(make, { method: 'POST', headers })).json()) as { url: string }
    await (await fetch(`${rig.url}${url}`)).arrayBuffer()
    await rig.stop()

    const logged = lines.map((line) => JSON.parse(line))
    const told = logged.flatMap(({ req }) => (req === undefined ? [] : [req]))
    expect(told).toContainEqual({ method: 'GET', route: '/s/:link' })
    expect(told).toContainEqual({ method: 'GET', route: 'none' })
    expect(told).toContainEqual({ method: 'GET', route: '/api/downloads/:ticket/:file' })
    expect(logged).toContainEqual(expect.objectContaining({ msg: 'enrolment', session: guest.session }))
    const requests = logged.filter(({ reqId }) => reqId !== undefined)
    const text = JSON.stringify(requests)
    for (const secret of ['platform-id-of-anna', SECRET, guest.token, rig.link(), url.split('/')[3]!, '127.0.0.1'])
      expect(text).not.toContain(secret)
  })
})
