import type { PopulationHead } from '../../shared/instrument/population.ts'
import type { Misfit } from './misfits.ts'

/** One row of a population's CSV. `subgroup` is empty for the whole country; `code` is null if `value` is a mean. */
export type FigureRow = {
  country: string
  subgroup: string
  item: string
  code: number | null
  /** Share from 0 to 1, or mean. */
  value: number
  n: number | null
  effective: number | null
}

/**
 * What became of a file, so that nothing is dropped in silence. `rows.read` is the sum of `rows.used` and the counts of
 * `rows.misfits`. `answers.read` is the sum of `answers.used` and the counts of `answers.misfits` and
 * `answers.missing`.
 */
export type Account = {
  rows: { read: number; used: number; misfits: Misfit[] }
  answers: {
    /** The word for them behind a number: "answers", "distributions". */
    unit: string
    read: number
    used: number
    misfits: Misfit[]
    /** By the survey's own kinds of missing answers. Kinds that did not occur are not listed. */
    missing: { kind: string; count: number }[]
  }
  countries: string[]
  subgroups: string[]
  items: number
  /** Smallest and largest number of people behind a figure; null if the file gives none. */
  n: { least: number; most: number } | null
  /** What else must be known about this import, one or two sentences each. */
  notes: string[]
}

/**
 * A population as it was read from a file: its head, its figures in the order in which they are written (they can be
 * read several times), and the account.
 */
export type Imported = {
  head: Omit<PopulationHead, 'id' | 'data'>
  figures: () => Iterable<FigureRow>
  /** What the items are, for formats whose items have no codes of their own. */
  codebook: { columns: string[]; rows: (string | number)[][] } | null
  account: Account
}
