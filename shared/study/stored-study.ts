import { Study } from './study.ts'

type Stored = Readonly<Record<string, unknown>>
type Upcaster = (stored: Stored) => Stored

/**
 * The format in which studies are kept now. A kept study names its format in `format`; one that names none is of format
 * 1, which has no such field. A change of what a study may say, other than a new field with a default, needs the next
 * number, the field in the schema of `Study`, and an upcaster here.
 */
const FORMAT = 1

/** From each older format to the next. Empty until the format changes for the first time. */
const UPCASTERS: Readonly<Record<number, Upcaster>> = {}

/**
 * Reads a kept version of a study, of any format, as one of the present format. `json` is the text whose SHA-256 names
 * the version; it stays as it was kept. Throws if this program cannot read it: a program that does not understand a
 * study must stop and not guess.
 */
export function readStoredStudy(
  json: string,
  upcasters: Readonly<Record<number, Upcaster>> = UPCASTERS,
  current = FORMAT,
): Study {
  let stored = JSON.parse(json) as Stored
  const format = stored.format ?? 1
  if (typeof format !== 'number' || format > current)
    throw new Error(
      `A kept study version has format ${JSON.stringify(format)}, which this program does not know; use the newer program that wrote it.`,
    )
  for (let from = format; from < current; from += 1) {
    const up = upcasters[from]
    if (up === undefined)
      throw new Error(`No upcaster from study format ${from}; add one to shared/study/stored-study.ts.`)
    stored = up(stored)
  }
  return Study.parse(stored)
}
