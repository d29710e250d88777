import type { SessionKind } from '../../shared/session/events.ts'

/**
 * The kinds of session that an `include` asks for beside live ones: words joined by commas, given once, several times or
 * not at all. Another word than `simulated` and `preview` is refused in a sentence, lest it seem to be left out.
 */
export function readKinds(
  include: string | readonly string[] | undefined,
): { ok: true; kinds: SessionKind[] } | { ok: false; message: string } {
  const given = typeof include === 'string' ? [include] : (include ?? [])
  const asked = given
    .flatMap((words) => words.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const wrong = asked.find((word) => word !== 'simulated' && word !== 'preview')
  if (wrong !== undefined)
    return {
      ok: false,
      message: `"include" takes simulated and preview, joined by a comma; "${wrong.slice(0, 40)}" is neither.`,
    }
  return {
    ok: true,
    kinds: ['live', ...(['simulated', 'preview'] as const).filter((kind) => asked.includes(kind))],
  }
}
