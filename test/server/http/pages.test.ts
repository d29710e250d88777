import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { type Rig, startRig } from '../rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig(smallStudy(), { pages: true })
})
afterAll(() => rig.end())

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const answer = async (address: string, init: RequestInit = {}) => {
  const response = await fetch(rig.url + address, init)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

test('a link with a slash at its end leads to the same page as without it', async () => {
  const plain = await answer(`/s/${rig.link()}`, { headers: BROWSER })
  for (const address of [`/s/${rig.link()}/`, `/s/${rig.link('preview')}/?PROLIFIC_PID=5f3`])
    expect(await answer(address, { headers: BROWSER })).toEqual(plain)
  expect(plain).toMatchObject({ status: 200, type: expect.stringContaining('text/html') })
})

test.each(['/s', '/S/abc', '/s/abc/more', '/nothing', '/s/abc%', '/assets/nothing.js', '/researchers'])(
  'a browser that asks for the page %s gets the page that says that there is no study, and a program gets JSON',
  async (address) => {
    const page = await answer('/s/nowhere', { headers: BROWSER })
    const asked = await answer(address, { headers: BROWSER })
    expect(asked).toEqual({ ...page, status: 404 })
    const program = await answer(address)
    expect(program).toMatchObject({ type: expect.stringContaining('application/json') })
    expect(JSON.parse(program.text)).toMatchObject({ problem: { code: expect.any(String) } })
  },
)

test('the programming interface answers a browser with JSON too, as any other method does', async () => {
  for (const [method, address] of [
    ['GET', '/api/nothing'],
    ['GET', '/api/links/nowhere'],
    ['POST', '/nothing'],
  ] as const)
    expect(await answer(address, { method, headers: BROWSER }), address).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/json'),
    })
})
