import { desc, eq } from 'drizzle-orm'
import type { Store } from '../store.ts'
import type { Parts } from './parts.ts'
import { secrets, studyVersions } from './schema.ts'

type Reads = Pick<Store, 'version' | 'versions'>
type Verbs = Reads & Pick<Store, 'publish' | 'secret' | 'replaceSecret' | 'keptSecret'>

/** Reads the versions of studies that are kept. */
export function versionReads({ query }: Pick<Parts, 'query'>): Reads {
  return {
    async version(hash) {
      return query.select().from(studyVersions).where(eq(studyVersions.hash, hash)).get() ?? null
    },

    async versions() {
      const { hash, id, publishedAt } = studyVersions
      return query.select({ hash, id, publishedAt }).from(studyVersions).orderBy(id, desc(publishedAt), hash).all()
    },
  }
}

/** What an installation keeps besides sessions: the versions of its studies, and its secrets. */
export function versionVerbs({ query, commits }: Pick<Parts, 'query' | 'commits'>): Verbs {
  return {
    ...versionReads({ query }),

    publish: (version) =>
      commits.write(1, () => {
        query.insert(studyVersions).values(version).onConflictDoNothing().run()
      }),

    secret: (name, make) =>
      commits.write(1, () => {
        const kept = query.select().from(secrets).where(eq(secrets.name, name)).get()
        if (kept !== undefined) return kept.value
        const value = make()
        query.insert(secrets).values({ name, value }).run()
        return value
      }),

    replaceSecret: (name, value) =>
      commits.write(1, () => {
        query.insert(secrets).values({ name, value }).onConflictDoUpdate({ target: secrets.name, set: { value } }).run()
      }),

    async keptSecret(name) {
      return query.select().from(secrets).where(eq(secrets.name, name)).get()?.value ?? null
    },
  }
}
