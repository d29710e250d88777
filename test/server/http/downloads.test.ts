import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy())
})
afterAll(() => rig.end())

test('a download link gives the study that it was made for and no other', async () => {
  const made = await fetch(`${rig.url}/api/researcher/studies/small/download-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
  })
  const { url } = (await made.json()) as { url: string }
  const other = await fetch(`${rig.url}${url.replace('small.zip', 'other.zip')}`)
  expect(other.status).toBe(403)
  expect(await other.json()).toMatchObject({ problem: { code: 'forbidden' } })
})
