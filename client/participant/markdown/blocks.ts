/** The parts of a study's own texts: headings, paragraphs and lists. */
export type Block =
  | { kind: 'heading'; level: 2 | 3; text: Span[] }
  | { kind: 'paragraph'; text: Span[] }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
export type Span =
  | { kind: 'plain'; text: string }
  | { kind: 'strong' | 'emphasis'; text: string }
  | { kind: 'link'; text: string; url: string }

const HEADING = /^(#{1,6})\s+(.*)$/
const BULLET = /^\s*[-*+]\s+(.*)$/
const NUMBERED = /^\s*\d+[.)]\s+(.*)$/

/**
 * Reads the markdown in which studies are written. It is a small part of the language on purpose: these texts are on
 * the first page, and the full renderer would make that page a third heavier. Everything else stays as it is written.
 */
export function blocksOf(markdown: string): Block[] {
  const runs: Run[] = []
  let broken = true
  for (const line of markdown.split(/\r?\n/)) {
    if (line.trim() === '') {
      broken = true
      continue
    }
    const [kind, text] = read(line)
    const open = broken ? undefined : runs.at(-1)
    // An indented line after an item of a list continues that item.
    if (open !== undefined && isList(open.kind) && kind === 'paragraph' && /^\s/.test(line))
      open.lines.push(`${open.lines.pop()} ${text}`)
    else if (open?.kind === kind && kind !== 'title' && kind !== 'subtitle') open.lines.push(text)
    else runs.push({ kind, lines: [text] })
    broken = false
  }
  return joinLists(runs).map(blockOf)
}

type Run = { kind: 'title' | 'subtitle' | 'bullets' | 'numbers' | 'paragraph'; lines: string[] }

function isList(kind: Run['kind']): boolean {
  return kind === 'bullets' || kind === 'numbers'
}

function read(line: string): [Run['kind'], string] {
  const heading = HEADING.exec(line)
  if (heading !== null) return [heading[1]!.length === 1 ? 'title' : 'subtitle', heading[2]!]
  const bullet = BULLET.exec(line)
  if (bullet !== null) return ['bullets', bullet[1]!]
  const numbered = NUMBERED.exec(line)
  if (numbered !== null) return ['numbers', numbered[1]!]
  return ['paragraph', line.trim()]
}

/** Items with empty lines between them are one list. */
function joinLists(runs: Run[]): Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last !== undefined && isList(run.kind) && last.kind === run.kind) last.lines.push(...run.lines)
    else joined.push(run)
  }
  return joined
}

function blockOf({ kind, lines }: Run): Block {
  switch (kind) {
    case 'title':
    case 'subtitle':
      return { kind: 'heading', level: kind === 'title' ? 2 : 3, text: spansOf(lines.join(' ')) }
    case 'bullets':
    case 'numbers':
      return { kind: 'list', ordered: kind === 'numbers', items: lines.map(spansOf) }
    case 'paragraph':
      return { kind: 'paragraph', text: spansOf(lines.join('\n')) }
  }
}

const INLINE = /\*\*(?<strong>[^*]+)\*\*|\*(?<emphasis>[^*\s][^*]*)\*|\[(?<label>[^\]]+)\]\((?<url>[^()\s]+)\)/g

function spansOf(text: string): Span[] {
  const spans: Span[] = []
  let done = 0
  const plain = (upTo: number) => {
    if (upTo > done) spans.push({ kind: 'plain', text: text.slice(done, upTo) })
  }
  for (const match of text.matchAll(INLINE)) {
    const { strong, emphasis, label, url } = match.groups as Record<string, string | undefined>
    if (url !== undefined && !isSafeUrl(url)) continue
    plain(match.index)
    if (strong !== undefined) spans.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) spans.push({ kind: 'emphasis', text: emphasis })
    else if (label !== undefined && url !== undefined) spans.push({ kind: 'link', text: label, url })
    done = match.index + match[0].length
  }
  plain(text.length)
  return spans
}

/** Only addresses that a person wants to follow: no `javascript:`, no `data:`, no path into this server. */
export function isSafeUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url)
}
