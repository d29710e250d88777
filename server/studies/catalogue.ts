import type { SessionKind } from '../../shared/session/events.ts'
import type { Veil } from '../../shared/session/view.ts'
import { surveysOf } from '../../shared/study/stages/stages.ts'
import { readStoredStudy } from '../../shared/study/stored-study.ts'
import type { Study } from '../../shared/study/study.ts'
import { keyed } from '../digest.ts'
import type { Store } from '../store/store.ts'
import type { BrokenStudy } from './load.ts'

/** A version of a study, ready to run. */
export type RunningStudy = { study: Study; hash: string; veil: Veil }

/**
 * A study whose files have errors, with the version that was published last (null if there was none, or it cannot be
 * read). Nobody new can begin; people under way go on. `id` is that of its data, otherwise the first of its names.
 */
export type PausedStudy = BrokenStudy & { id: string; last: { study: Study; hash: string } | null }

/** What a participant link leads to. */
export type Link = { studyId: string; kind: SessionKind }

/** Where a link leads. `open` says whether new people may come. */
export type Followed = RunningStudy & { kind: SessionKind; open: boolean }

/**
 * The studies that run: the current version of each, by id and by participant link. Also the paused studies, and any
 * version in which a session was opened, by hash: a session goes on in its own version, whatever the file says now.
 */
export class StudyCatalogue {
  readonly #store: Pick<Store, 'version'>
  readonly #secret: string
  readonly #current = new Map<string, RunningStudy>()
  readonly #paused: readonly PausedStudy[]
  /** The last versions of the paused studies. */
  readonly #resting: readonly RunningStudy[]
  readonly #byHash = new Map<string, Promise<RunningStudy | null>>()

  /** `secret` is the key for opaque ids and links. It stays the same for the whole installation. */
  constructor(
    store: Pick<Store, 'version'>,
    secret: string,
    current: readonly { study: Study; hash: string }[],
    paused: readonly PausedStudy[] = [],
  ) {
    this.#store = store
    this.#secret = secret
    this.#paused = paused
    this.#resting = paused.flatMap(({ last }) => (last === null ? [] : [this.#running(last)]))
    for (const version of current) {
      const running = this.#running(version)
      this.#current.set(version.study.id, running)
      this.#byHash.set(version.hash, Promise.resolve(running))
    }
  }

  current(): RunningStudy[] {
    return [...this.#current.values()]
  }

  paused(): readonly PausedStudy[] {
    return this.#paused
  }

  byId(id: string): RunningStudy | undefined {
    return this.#current.get(id)
  }

  /** The version of that hash; null when neither the files nor the store have it. */
  byHash(hash: string): Promise<RunningStudy | null> {
    let found = this.#byHash.get(hash)
    if (found === undefined) {
      found = this.#store.version(hash).then((version) => {
        if (version === null) return null
        return this.#running({ study: readStoredStudy(version.json), hash })
      })
      // Only what was found is remembered. After a failure, or if the version comes later, the next call must look
      // again.
      found.then(
        (running) => running ?? this.#byHash.delete(hash),
        () => this.#byHash.delete(hash),
      )
      this.#byHash.set(hash, found)
    }
    return found
  }

  /** The last part of a participant link. It is different for every study and kind, and tells nothing about either. */
  linkOf({ studyId, kind }: Link): string {
    return keyed(this.#secret, `link ${kind} ${studyId}`, 12)
  }

  /** Null for a link that leads to no running or paused study. */
  follow(link: string): Followed | null {
    for (const running of [...this.#current.values(), ...this.#resting]) {
      const { id, flow } = running.study
      if (flow.length === 0) continue
      for (const kind of ['live', 'preview'] as const)
        if (this.linkOf({ studyId: id, kind }) === link) return { ...running, kind, open: this.#current.has(id) }
    }
    return null
  }

  #running({ study, hash }: { study: Study; hash: string }): RunningStudy {
    return { study, hash, veil: veilOf(study, this.#secret + hash) }
  }
}

/** Opaque ids for all that a browser must name: stages and items. They differ between versions and installations. */
function veilOf(study: Study, key: string): Veil {
  const ids = new Set(study.flow.map((stage) => stage.id))
  for (const { items } of surveysOf(study.flow)) for (const item of items) ids.add(item)
  const hidden = new Map([...ids].map((id) => [id, `o${keyed(key, id, 11)}`]))
  const revealed = new Map([...hidden].map(([id, opaque]) => [opaque, id]))
  return {
    hide(id) {
      const opaque = hidden.get(id)
      if (opaque === undefined) throw new Error(`No opaque id for "${id}".`)
      return opaque
    },
    reveal: (opaque) => revealed.get(opaque),
  }
}
