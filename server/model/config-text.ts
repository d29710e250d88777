import { parseYamlDocument } from '../studies/yaml-document.ts'

/** At most this many faults are reported. The others mostly follow from them. */
const MOST_FAULTS = 10

/** The value of a YAML or JSON text, or what is wrong with it. */
export function readConfigText(text: string): { ok: true; value: unknown } | { ok: false; faults: string[] } {
  try {
    // JSON is YAML, and this parser also reports a key that appears twice. It gives no excerpts, since these may hold a
    // secret.
    const document = parseYamlDocument(text)
    if (document.errors.length > 0)
      return { ok: false, faults: document.errors.slice(0, MOST_FAULTS).map(({ message }) => message) }
    return { ok: true, value: document.toJS() }
  } catch (error) {
    // The text is nested too deep, or an alias lacks its anchor, or aliases are nested so deep that the value would
    // fill the memory.
    return { ok: false, faults: [error instanceof Error ? error.message : String(error)] }
  }
}
