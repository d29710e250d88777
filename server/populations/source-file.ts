import { open } from 'node:fs/promises'
import { InputProblem } from '../../shared/input-problem.ts'

const BEGIN_BYTES = 65_536

/** First bytes of files that people download instead of a table, and what to do with each. */
const NO_TABLES: readonly [begin: string, remedy: string][] = [
  ['PK\u0003\u0004', 'a zip file or a spreadsheet; unpack it, or save the sheet as CSV'],
  ['\u001f\u008b', 'packed with gzip; unpack it'],
  ['PAR1', 'a Parquet file; export it as CSV'],
  ['$FL2', "SPSS's own format; download or export the CSV"],
  ['$FL3', "SPSS's own format; download or export the CSV"],
  ['<stata_dta>', "Stata's own format; download or export the CSV"],
  ['RDX', "R's own format; download or export the CSV"],
  ['<!DOCTYPE', 'a web page; the download asked for a login or a form perhaps'],
  ['<html', 'a web page; the download asked for a login or a form perhaps'],
  ['version https://git-lfs', 'a pointer of Git LFS and not the file itself; fetch it with "git lfs pull"'],
]

/**
 * The beginning of a file as text, without a byte order mark. Throws an InputProblem for a file that cannot be read,
 * that is empty, or whose first bytes show that it is not a table.
 */
export async function beginOf(file: string): Promise<string> {
  const bytes = await firstBytes(file)
  const raw = bytes.toString('latin1')
  const other = NO_TABLES.find(([begin]) => raw.startsWith(begin))
  if (other !== undefined) throw new InputProblem(`"${file}" is ${other[1]}.`)
  if (raw.startsWith('\u00ff\u00fe') || raw.startsWith('\u00fe\u00ff') || raw.includes('\0'))
    throw new InputProblem(`"${file}" is not text in UTF-8; save it as CSV in UTF-8.`)
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new InputProblem(`"${file}" is empty; download it again.`)
  return text
}

async function firstBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGIN_BYTES), 0, BEGIN_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (problem) {
    throw new InputProblem(`"${file}" cannot be read: ${whyNot(problem)}. Check the path.`)
  }
}

function whyNot(problem: unknown): string {
  if (!(problem instanceof Error)) throw problem
  const code = 'code' in problem ? problem.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES') return 'you may not read it'
  return problem.message
}
