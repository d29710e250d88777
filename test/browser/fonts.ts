import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inflateSync } from 'node:zlib'

const require = createRequire(import.meta.url)

const FACES = [
  ...['latin-400', 'latin-600', 'latin-700', 'latin-ext-400'].map((face) => ['noto-sans', face] as const),
  ...['arabic-400', 'arabic-600', 'arabic-700'].map((face) => ['noto-sans-arabic', face] as const),
]
const GENERIC = ['sans-serif', 'system-ui', 'serif', 'monospace']

/**
 * The path of fontconfig settings that give a browser only Noto Sans for Latin and Arabic, and no font of the machine,
 * so that pages look the same everywhere. They are made once, in the temporary folder, from the packages' fonts.
 */
export function fontSettings(): string {
  const home = path.join(tmpdir(), 'parallax-test-fonts-1')
  const settings = path.join(home, 'fonts.conf')
  if (existsSync(settings)) return settings
  const fresh = mkdtempSync(`${home}.`)
  mkdirSync(path.join(fresh, 'faces'))
  for (const [name, face] of FACES) {
    const woff = require.resolve(`@fontsource/${name}/files/${name}-${face}-normal.woff`)
    writeFileSync(path.join(fresh, 'faces', `${name}-${face}.ttf`), unpackWoff(readFileSync(woff)))
  }
  writeFileSync(path.join(fresh, 'fonts.conf'), settingsFor(home))
  try {
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(settings)) throw error
  }
  return settings
}

function settingsFor(home: string): string {
  const prefer = '<prefer><family>Noto Sans</family><family>Noto Sans Arabic</family></prefer>'
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/faces</dir>
  <cachedir>${home}/cache</cachedir>
${GENERIC.map((name) => `  <alias binding="same"><family>${name}</family>${prefer}</alias>`).join('\n')}
</fontconfig>
`
}

/**
 * The TrueType file inside a WOFF 1.0 file (W3C Recommendation of 2012), which has the same tables, each compressed
 * with deflate. Chromium reads WOFF files from pages, but not as fonts of the machine.
 */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(12 + 16 * count)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const power = Math.floor(Math.log2(count))
  head.writeUInt16BE(16 * 2 ** power, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(16 * (count - 2 ** power), 10)
  const parts: Buffer[] = [head]
  let at = head.length
  for (let index = 0; index < count; index += 1) {
    const entry = 44 + 20 * index
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field)) as [
      number,
      number,
      number,
    ]
    const stored = woff.subarray(offset, offset + packed)
    const table = packed === length ? stored : inflateSync(stored)
    const record = 12 + 16 * index
    woff.copy(head, record, entry, entry + 4)
    woff.copy(head, record + 4, entry + 16, entry + 20)
    head.writeUInt32BE(at, record + 8)
    head.writeUInt32BE(length, record + 12)
    const padding = Buffer.alloc((4 - (length % 4)) % 4)
    parts.push(table, padding)
    at += length + padding.length
  }
  return Buffer.concat(parts)
}
