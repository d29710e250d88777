import type { NameLanguage } from './turns-table.ts'

/** The first characters show the language as well as the whole text does, at a fixed cost for each turn. */
const ENOUGH_CHARACTERS = 160

/** Loads the table of n-grams, which is large. Only an export needs it; a server that starts does not. */
export async function loadNameLanguage(): Promise<NameLanguage> {
  const { eld } = await import('eld/small')
  return (text) => {
    if (text.trim() === '') return ''
    const found = eld.detect(text.slice(0, ENOUGH_CHARACTERS))
    return found.isReliable() ? found.language : ''
  }
}
