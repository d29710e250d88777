import { parseDocument } from 'yaml'

/** The value of a YAML or JSON text, or what is wrong with it. */
export function readConfigText(text: string): { ok: true; value: unknown } | { ok: false; faults: string[] } {
  // JSON is YAML, and this parser also reports a key that is there twice. Without excerpts, which may hold a secret.
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0) return { ok: false, faults: document.errors.map(({ message }) => message) }
  try {
    return { ok: true, value: document.toJS() }
  } catch (error) {
    // An alias without its anchor, or aliases nested so deep that the value would fill the memory.
    return { ok: false, faults: [error instanceof Error ? error.message : String(error)] }
  }
}
