import { afterAll, beforeAll, expect, test } from 'vitest'
import { unzip } from '../../browser/zip.ts'
import { smallStudy } from '../../study.ts'
import { eventually } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy())
  const guest = await rig.guest()
  await guest.consent()
  guest.leave()
})
afterAll(() => rig.end())

const asResearcher = { headers: { authorization: `Bearer ${SECRET}` } }

function ask(study: string, query = ''): Promise<Response> {
  return fetch(`${rig.url}/api/researcher/studies/${study}/download-link${query}`, { method: 'POST', ...asResearcher })
}

async function link(query = ''): Promise<string> {
  const { url } = (await (await ask('small', query)).json()) as { url: string }
  return `${rig.url}${url}`
}

async function kindsIn(response: Response): Promise<unknown> {
  const files = unzip(Buffer.from(await response.arrayBuffer()))
  return JSON.parse(files.get('small/manifest.json')!.toString()).kinds
}

test('what to pool may be said once, several times or with nothing in it', async () => {
  expect(await kindsIn(await fetch(await link()))).toEqual(['live'])
  expect(await kindsIn(await fetch(await link('?include=')))).toEqual(['live'])
  const all = ['live', 'preview', 'simulated']
  expect(await kindsIn(await fetch(await link('?pool-kinds=preview,simulated')))).toEqual(all)
  expect(await kindsIn(await fetch(await link('?pool-kinds=simulated&pool-kinds=preview')))).toEqual(all)
})

test('another word is refused, and not left out in silence', async () => {
  for (const query of ['?include=everything', '?include=preview&include=live2']) {
    const refused = await ask('small', query)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      problem: { code: 'malformed', message: expect.stringContaining('neither') },
    })
  }
})

test('one is made at a time, and a link that came too early stays good', async () => {
  const links = [await link(), await link()]
  const { snapshot } = rig.store
  let go = () => {}
  const begun = new Promise<void>((begin) => {
    rig.store.snapshot = async () => {
      begin()
      await new Promise<void>((resolve) => {
        go = resolve
      })
      return snapshot()
    }
  })
  const first = fetch(links[0]!)
  await begun
  rig.store.snapshot = snapshot
  const early = await fetch(links[1]!)
  expect(early.status).toBe(409)
  expect(await early.json()).toMatchObject({ problem: { code: 'busy' } })
  go()
  expect(await kindsIn(await first)).toEqual(['live'])
  let later = early
  await eventually('the end of the first', async () => {
    later = await fetch(links[1]!)
    return later.status === 200
  })
  expect(await kindsIn(later)).toEqual(['live'])
})

test('data of a study whose files are gone can be had, and of one that never was not', async () => {
  const study = smallStudy()
  const json = JSON.stringify({ ...study, id: 'gone' })
  await rig.store.publish({ hash: 'e'.repeat(64), id: 'gone', json, publishedAt: 0 })
  const made = await ask('gone')
  const { url } = (await made.json()) as { url: string }
  const files = unzip(Buffer.from(await (await fetch(`${rig.url}${url}`)).arrayBuffer()))
  expect([...files.keys()]).toContain('gone/sessions.csv')
  expect((await ask('never')).status).toBe(404)
})
