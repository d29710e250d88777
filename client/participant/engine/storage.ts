/** The part of the browser's `Storage` that is used here, so that tests can give their own. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Stores values in memory, for browsers that refuse storage. Everything works until the tab is closed. */
export function memoryStorage(): KeyValues {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  }
}

/** The browser's local storage, or memory if local storage is switched off (then it throws when it is first used). */
export function browserStorage(): KeyValues {
  try {
    const probe = 'parallax.probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return memoryStorage()
  }
}

/** All keys that begin with `prefix`. */
export function keysOf(storage: KeyValues, prefix: string): string[] {
  const keys: string[] = []
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index)
    if (key?.startsWith(prefix)) keys.push(key)
  }
  return keys
}
