import { inflateRawSync } from 'node:zlib'

/** The files of a ZIP archive by name (PKWARE APPNOTE, 4.3.12: the central directory at its end lists them all). */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1) throw new Error('This is no ZIP archive: its central directory is missing.')
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const lengths = [28, 30, 32].map((field) => archive.readUInt16LE(at + field)) as [number, number, number]
    const name = archive.toString('utf8', at + 46, at + 46 + lengths[0])
    const local = archive.readUInt32LE(at + 42)
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const stored = archive.subarray(data, data + packed)
    files.set(name, method === 0 ? stored : inflateRawSync(stored))
    at += 46 + lengths[0] + lengths[1] + lengths[2]
  }
  return files
}
