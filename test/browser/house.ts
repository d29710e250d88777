import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, vi } from 'vitest'
import type { Study } from '../../shared/study/study.ts'
import { LIMITS, openBrowser } from './browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { type Running, type ServerOptions, startServer } from './server.ts'

/** What the tests of a file share; each opens a context of its own. Filled before the first test. */
export type House = { browser: Browser; server: Running; model: ScriptedModel }

/** A browser and a server for the tests of a file. `scripted`: replies are written by the tests. */
export function openHouse({ scripted = false, ...options }: ServerOptions & { scripted?: boolean }): House {
  vi.setConfig(LIMITS)
  const house = {} as House
  beforeAll(async () => {
    house.model = await startScriptedModel()
    const model = scripted ? { model: house.model.baseUrl } : {}
    ;[house.browser, house.server] = await Promise.all([openBrowser(), startServer({ ...options, ...model })])
  })
  afterAll(async () => {
    await house.browser?.close()
    await house.server?.close()
    await house.model?.close()
  })
  return house
}

/** Leaves the surveys out, so that a test of the talk is there at once. */
export function talkOnly(study: Study): void {
  study.flow = study.flow.filter((stage) => stage.kind !== 'survey')
}
