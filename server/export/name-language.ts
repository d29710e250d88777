import type { NameLanguage } from './turns-table.ts'

/** The first lines tell a language as well as the whole, and cost a fixed amount a turn. */
const ENOUGH_CHARACTERS = 160

/** Loads the table of n-grams, which is large: only an export needs it, a server that starts does not. */
export async function loadNameLanguage(): Promise<NameLanguage> {
  const { eld } = await import('eld/small')
  return (text) => {
    if (text.trim() === '') return ''
    const found = eld.detect(text.slice(0, ENOUGH_CHARACTERS))
    return found.isReliable() ? found.language : ''
  }
}
