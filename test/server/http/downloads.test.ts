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

test('while a download is being made, whoever asks for another is told so before a link is given', async () => {
  const ask = () =>
    fetch(`${rig.url}/api/researcher/studies/small/download-link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}` },
    })
  const { url } = (await (await ask()).json()) as { url: string }
  // Held before its first look at the data.
  const { store } = rig
  const { snapshot } = store
  let [begun, goOn] = [() => {}, () => {}]
  const isUnderWay = new Promise<void>((resolve) => {
    begun = resolve
  })
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  store.snapshot = async () => {
    begun()
    await held
    return snapshot.call(store)
  }
  try {
    const first = fetch(`${rig.url}${url}`)
    await isUnderWay
    const told = await ask()
    expect(told.status).toBe(409)
    expect(await told.json()).toMatchObject({
      problem: { code: 'busy', message: expect.stringContaining('Another download') },
    })
    goOn()
    expect((await (await first).arrayBuffer()).byteLength).toBeGreaterThan(500)
    await expect.poll(async () => (await ask()).status).toBe(200)
  } finally {
    goOn()
    store.snapshot = snapshot
  }
})
