import type { SessionKind } from '../shared/session/events.ts'
import { freshSecret, sha256 } from './digest.ts'
import type { Store } from './store/store.ts'

/** Name under which the hash of the researcher's secret is kept. */
const RESEARCHER_SECRET = 'researcher secret sha256'

/** The key for opaque ids and participant links. It is made once and never shown. */
export function installationKey(store: Pick<Store, 'secret'>): Promise<string> {
  return store.secret('installation key', () => freshSecret())
}

/**
 * Makes the researcher's secret at the first start, and returns it then. Null when there is one already: of that one
 * only the hash is kept.
 */
export async function firstResearcherSecret(store: Pick<Store, 'secret'>): Promise<string | null> {
  const fresh = freshSecret(24)
  const kept = await store.secret(RESEARCHER_SECRET, () => sha256(fresh))
  return kept === sha256(fresh) ? fresh : null
}

/** Puts a new researcher's secret in the place of the old one. */
export async function replaceResearcherSecret(
  store: Pick<Store, 'replaceSecret'>,
  secret = freshSecret(24),
): Promise<string> {
  await store.replaceSecret(RESEARCHER_SECRET, sha256(secret))
  return secret
}

/**
 * The hash that a researcher's secret is compared with; null before the first is made. It makes none: the function that
 * makes a secret also shows it.
 */
export function researcherSecretHash(store: Pick<Store, 'keptSecret'>): Promise<string | null> {
  return store.keptSecret(RESEARCHER_SECRET)
}

/**
 * The seed of a version's assignment. It is made when it is first asked for, and stays secret while the study runs.
 * Simulated people hide nothing: their seed follows from the version, so that a simulation can be repeated anywhere.
 */
export function assignmentSeed(store: Pick<Store, 'secret'>, version: string, kind: SessionKind): Promise<string> {
  if (kind === 'simulated') return Promise.resolve(sha256(`simulated ${version}`))
  return store.secret(`assignment ${version} ${kind}`, () => freshSecret())
}
