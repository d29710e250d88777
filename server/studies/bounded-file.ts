import { readFileSync, statSync } from 'node:fs'

/** The most bytes of a YAML file, and of a table of figures: one with subgroups may have a million rows. */
const MOST_BYTES = { yaml: 16 * 2 ** 20, table: 256 * 2 ** 20 } as const

/**
 * The bytes of a file that a study names, or why it is not read: a device has no end, a pipe waits for a writer, and a
 * huge file fills the memory. Throws what the file system throws.
 */
export function readBounded(
  file: string,
  of: keyof typeof MOST_BYTES,
): { ok: true; bytes: Buffer } | { ok: false; message: string } {
  const stats = statSync(file)
  if (stats.isDirectory()) return { ok: false, message: 'this is a folder; name the file in it.' }
  if (!stats.isFile())
    return { ok: false, message: 'this is a device, a pipe or a socket; put a regular file in its place.' }
  if (stats.size > MOST_BYTES[of])
    return {
      ok: false,
      message: `this file has ${Math.ceil(stats.size / 2 ** 20)} MB, and at most ${MOST_BYTES[of] / 2 ** 20} MB are read; keep only what studies need.`,
    }
  return { ok: true, bytes: readFileSync(file) }
}
