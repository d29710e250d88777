import type { EnrolRequest, EnrolResponse, LinkResponse } from '../../../shared/protocol/http.ts'
import { type Answered, ask, post } from '../../ui/ask.ts'
import { type Identity, keepIdentity, keptIdentity, newIdentity } from './identity.ts'
import type { Link } from './link.ts'
import type { KeyValues } from './storage.ts'

export type Enrolment =
  | { kind: 'opening' }
  /** The server cannot be reached. The page is trying again. */
  | { kind: 'away' }
  | { kind: 'unknown-link' }
  | { kind: 'not-ours' }
  /** The study accepts no new people for now. */
  | { kind: 'paused' }
  | { kind: 'enrolled'; identity: Identity; locale: string; preview: boolean }

const TRIES_MS = [1_000, 2_000, 4_000, 8_000, 15_000]

/**
 * Opens the session of this link, or finds the one that this browser has. It asks until the server has decided. `tell`
 * gets every change, `pause` waits between attempts, `wanted` ends them.
 */
export async function enrol(
  link: Link,
  storage: KeyValues,
  tell: (enrolment: Enrolment) => void,
  pause: (milliseconds: number) => Promise<void>,
  wanted: () => boolean,
): Promise<void> {
  for (let tries = 0; wanted(); tries += 1) {
    const outcome = await attempt(link, storage)
    tell(outcome)
    if (outcome.kind !== 'away') return
    await pause(TRIES_MS[Math.min(tries, TRIES_MS.length - 1)]!)
  }
}

async function attempt(link: Link, storage: KeyValues): Promise<Enrolment> {
  const url = `/api/links/${encodeURIComponent(link.name)}`
  const info = await ask<LinkResponse>(url)
  const kept = keptIdentity(storage, link.name)
  if (!info.ok) return refusal(info.code)
  const locale = preferred(info.body.locales, navigator.languages)
  const enter = (identity: Identity) =>
    post<EnrolResponse>(`${url}/sessions`, { ...identity, locale, query: link.query } satisfies EnrolRequest)

  let identity = kept ?? newIdentity(storage, link.name)
  let entered: Answered<EnrolResponse> = await enter(identity)
  if (!entered.ok && entered.code === 'conflicting-id') {
    // This is another person on a shared device: the ids that are kept here belong to the person before.
    identity = newIdentity(storage, link.name)
    entered = await enter(identity)
  }
  if (!entered.ok) return refusal(entered.code)
  // The same platform id goes on with its session, which may have begun on another device.
  identity = keepIdentity(storage, link.name, { ...identity, session: entered.body.session })
  return {
    kind: 'enrolled',
    identity,
    locale: entered.body.locale,
    preview: entered.body.preview,
  }
}

function refusal(code: Extract<Answered<never>, { ok: false }>['code']): Enrolment {
  switch (code) {
    case 'unknown-study':
    case 'unknown-session':
    case 'unknown-route':
    case 'malformed':
      return { kind: 'unknown-link' }
    case 'unauthorised':
    case 'forbidden':
    case 'conflicting-id':
      return { kind: 'not-ours' }
    case 'paused':
      return { kind: 'paused' }
    default:
      return { kind: 'away' }
  }
}

/**
 * The first of the reader's languages that the study has, exactly or by its base language. With null, the study
 * decides.
 */
export function preferred(offered: readonly string[], wanted: readonly string[]): string | null {
  const base = (locale: string) => locale.split('-')[0]!.toLowerCase()
  for (const want of wanted) {
    const found = offered.find((one) => one === want) ?? offered.find((one) => base(one) === base(want))
    if (found !== undefined) return found
  }
  return null
}
