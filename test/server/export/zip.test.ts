import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { zipExport } from '../../../server/export/zip.ts'
import { unzip } from '../../browser/zip.ts'
import { smallStudy } from '../../study.ts'
import { eventually, soon } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

let rig: Rig
/** More than the streams on the way hold, so that packing stands still until it is read; files follow on it. */
beforeAll(async () => {
  rig = await startRig(smallStudy())
  const of = { session: null, study: rig.hash, purpose: 'probe', at: 1, promptHash: 'x', alias: 'main' } as const
  for (let call = 0; call < 16; call += 1) {
    const record = randomBytes(1024 * 1024).toString('base64')
    await rig.store.recordCall({ ...of, id: `call-${call}`, model: 'm', outcome: 'complete', error: null, record })
  }
})
afterAll(() => rig.end())

const request = () => ({
  ...{ store: rig.store, studyId: 'small', kinds: ['live' as const], at: 1, identifiers: false, progress: () => {} },
})

/** The folder of the one export that is being made. */
function folder(): string {
  const [one, ...others] = readdirSync(rig.store.scratch)
  expect(others).toEqual([])
  return path.join(rig.store.scratch, one!)
}

const faults: [string, () => void, RegExp][] = [
  ['is gone', () => rmSync(folder(), { recursive: true }), /ENOENT/],
  [
    'has grown',
    () => {
      for (const name of readdirSync(folder())) appendFileSync(path.join(folder(), name), 'more')
    },
    /unexpected number of bytes/,
  ],
]

async function download(): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${SECRET}` }
  const made = await fetch(`${rig.url}/api/researcher/studies/small/download-link`, { method: 'POST', headers })
  const { url } = (await made.json()) as { url: string }
  return soon(
    'the beginning of a download',
    new Promise((resolve, reject) => get(`${rig.url}${url}`, resolve).on('error', reject)),
  )
}

describe.each(faults)('a file that %s while it is packed', (_what, harm, error) => {
  test('ends that zip with its error, and leaves nothing', async () => {
    const { stream, done } = zipExport(request())
    const failed = once(stream, 'error')
    // Some of it stands ready to be read: the files are written, and the first of them are packed.
    await soon('the beginning of a zip', once(stream, 'readable'))
    harm()
    stream.resume()
    expect(await soon('the end of the zip', failed)).toMatchObject([{ message: expect.stringMatching(error) }])
    await soon('the end of the work', done)
    expect(readdirSync(rig.store.scratch)).toEqual([])
  })

  test('breaks a download off, and the server goes on, to the next download too', async () => {
    const response = await download()
    harm()
    const broken = new Promise((resolve) => response.once('close', resolve))
    response.on('error', () => {})
    response.resume()
    await soon('the end of the download', broken)
    expect(response.complete).toBe(false)
    await eventually('an empty folder', async () => readdirSync(rig.store.scratch).length === 0)
    const next = await download()
    const parts: Buffer[] = []
    for await (const part of next) parts.push(part as Buffer)
    expect(unzip(Buffer.concat(parts)).has('small/manifest.json')).toBe(true)
  })
})
