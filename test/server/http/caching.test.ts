import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { soon } from '../guest.ts'
import { type Rig, SECRET, startRig } from '../rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy(), { pages: true })
})
afterAll(() => rig.end())

const asResearcher = { authorization: `Bearer ${SECRET}` }
const kept = async (response: Promise<Response> | Response) => (await response).headers.get('cache-control')

describe('nothing but the assets, whose names change with what is in them, is kept by a browser', () => {
  test.each<[string, string, () => string, number]>([
    ['a participant’s page', 'GET', () => `/s/${rig.link()}`, 200],
    ['the head of it', 'HEAD', () => `/s/${rig.link()}`, 200],
    ['a preview with a platform id', 'GET', () => `/s/${rig.link('preview')}?PROLIFIC_PID=5f3`, 200],
    ['the page of a link to nothing', 'GET', () => '/s/a-link-to-nothing', 200],
    ['the researcher’s page', 'GET', () => '/researcher', 200],
    ['the head of that', 'HEAD', () => '/researcher', 200],
    ['the way from / to it', 'GET', () => '/', 302],
    ['a script that is not there', 'GET', () => '/assets/participant-0ldBu1ld.js', 404],
    ['the head of one', 'HEAD', () => '/assets/participant-0ldBu1ld.js', 404],
    ['the folder of assets', 'GET', () => '/assets/', 404],
    ['the same without its slash', 'GET', () => '/assets', 404],
    ['an address that leads to nothing', 'GET', () => '/nothing', 404],
    ['an address that cannot be decoded', 'GET', () => '/%zz', 400],
    ['what a link leads to', 'GET', () => `/api/links/${rig.link()}`, 200],
    ['a link to nothing', 'GET', () => '/api/links/nowhere', 404],
    ['an enrolment without a body', 'POST', () => `/api/links/${rig.link()}/sessions`, 400],
    ['a researcher’s question without the secret', 'GET', () => '/api/researcher/overview', 401],
  ])('%s is answered with no-store', async (_, method, address, status) => {
    const response = await fetch(rig.url + address(), { method, redirect: 'manual' })
    expect(response.status).toBe(status)
    expect(await kept(response)).toBe('no-store')
  })

  test('nor are a researcher’s answers and downloads', async () => {
    for (const route of ['/api/researcher/overview', '/api/researcher/studies/small/sessions'])
      expect(await kept(fetch(rig.url + route, { headers: asResearcher })), route).toBe('no-store')
    const made = await fetch(`${rig.url}/api/researcher/studies/small/download-link`, {
      method: 'POST',
      headers: asResearcher,
    })
    expect(await kept(made)).toBe('no-store')
    const { url } = (await made.json()) as { url: string }
    const zip = await fetch(rig.url + url)
    expect([zip.status, await kept(zip)]).toEqual([200, 'no-store'])
    await zip.arrayBuffer()
  })

  test('nor is the answer to what is no HTTP', async () => {
    const { hostname, port } = new URL(rig.url)
    const answer = new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write('no http\r\n\r\n'))
      socket.on('data', (part) => {
        text += part
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text))
    })
    expect(await soon('an answer', answer)).toMatch(/^HTTP\/1\.1 400 [\s\S]*\r\ncache-control: no-store\r\n/)
  })
})

test('every asset may be kept for a year', async () => {
  const assets = readdirSync(path.join(import.meta.dirname, '../../../dist/assets'))
  expect(assets.length).toBeGreaterThan(3)
  for (const asset of assets)
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(`${rig.url}/assets/${asset}`, { method })
      expect([response.status, await kept(response)]).toEqual([200, 'public, max-age=31536000, immutable'])
    }
})
