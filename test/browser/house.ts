import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, vi } from 'vitest'
import type { Study } from '../../shared/study/study.ts'
import { LIMITS, openBrowser } from './browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { type Running, type ServerOptions, startServer } from './server.ts'

/** What the tests of a file share. Each test opens its own browser context. All is filled in before the first test. */
export type House = { browser: Browser; server: Running; model: ScriptedModel }

/** A browser and a server for the tests of a file. If `scripted`, the tests write the replies. */
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

/** Removes the surveys, so that a test of the talk reaches the talk at once. */
export function talkOnly(study: Study): void {
  study.flow = study.flow.filter((stage) => stage.kind !== 'survey')
}
