import { isFilled, isRecord } from './completion.ts'

/** What an error body says: its sentences, the parameters that its fields name, and what it says about each. */
export type ErrorWords = {
  texts: string[]
  /** From the fields `param`. */
  params: string[]
  /**
   * From checkers that say where in the request a fault is, such as FastAPI's `loc`: the field of the body, and the
   * words about it.
   */
  places: { name: string; words: string }[]
}

/** Fields in which endpoints repeat the request, and with it what people wrote. */
const ECHOES = new Set(['input', 'ctx', 'url', 'messages', 'request', 'request_body', 'body', 'prompt', 'callstack'])
const DEEPEST = 10
/** What is wrong stands at the beginning. The rest may be a page or a whole request. */
const LONGEST = 3_000
const MOST = 12

/**
 * The words of an error body, wherever in it they are. Gateways put one error inside another, as JSON in a string or as
 * the text of a Python value. Parts that repeat the request are passed over.
 */
export function errorWords(body: unknown): ErrorWords {
  const found: ErrorWords = { texts: [], params: [], places: [] }
  read(body, found, 0)
  return found
}

function read(value: unknown, found: ErrorWords, depth: number): void {
  if (depth > DEEPEST || found.texts.length >= MOST) return
  if (typeof value === 'string') readText(value, found, depth)
  else if (Array.isArray(value)) for (const one of value as unknown[]) read(one, found, depth + 1)
  else if (isRecord(value)) {
    if (Array.isArray(value.loc) && isFilled(value.msg)) found.places.push(placeOf(value.loc, value.msg))
    else
      for (const [key, member] of Object.entries(value)) {
        // Some endpoints put a sentence here in place of a name.
        if (key === 'param' && isFilled(member) && !member.includes(' ')) found.params.push(head(member))
        else if (!ECHOES.has(key)) read(member, found, depth + 1)
      }
  }
}

function readText(text: string, found: ErrorWords, depth: number): void {
  const from = text.search(/[[{]/)
  const inner =
    from < 0 ? undefined : jsonIn(text.slice(from, Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1))
  if (inner !== undefined) {
    read(inner, found, depth + 1)
    found.texts.push(plain(text.slice(0, Math.min(from, LONGEST))))
    return
  }
  // If a Python value repeats the whole request, it does so at its end.
  const bare = plain(text.slice(0, LONGEST).replace(/['"]input['"]: ?\{[\s\S]*$/, ''))
  for (const [, name, words] of bare.matchAll(LOC)) found.places.push({ name: name!, words: words! })
  for (const [, name, words] of bare.matchAll(ARROW)) found.places.push({ name: name!, words: words! })
  for (const [, name] of bare.matchAll(PARAM)) found.params.push(head(name!))
  found.texts.push(bare)
}

/** `'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted'` */
const LOC = /["']loc["']: ?[([]["']body["'], ?["'](\w+)["'][^)\]]*[)\]], ?["']msg["']: ?["']([^"']*)/g
/** `body -> seed Extra inputs are not permitted (type=extra_forbidden)` */
const ARROW = /\bbody -> (\w+):? ([A-Z][^()]*)/g
const PARAM = /["']param["']: ?["'](\w[\w.[\]]*)["']/g

/** An object or list that a text holds as JSON. A text that holds a number or a word stays a text. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function placeOf(loc: unknown[], words: string) {
  const [first, second] = loc.map(String)
  return { name: (first === 'body' ? second : first) ?? '', words }
}

/** The parameter to which a path belongs: `response_format` for `response_format.type`. */
function head(path: string): string {
  return path.replace(/^body\./, '').split(/[.[]/)[0]!
}

function plain(text: string): string {
  return text.replaceAll('\\n', ' ').replaceAll('\\', '').replace(/\s+/g, ' ').trim()
}
