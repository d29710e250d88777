import type { PopulationHead } from '../../shared/instrument/population.ts'
import type { Misfit } from './misfits.ts'

/** One row of a population's CSV. `subgroup` is empty for the whole country; `code` is null where `value` is a mean. */
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
 * What became of a file, so that nothing is dropped in silence: `rows.read` is `rows.used` and the counts of `rows.misfits`
 * together, and `answers.read` is `answers.used`, those of `answers.misfits` and of `answers.missing` together.
 */
export type Account = {
  rows: { read: number; used: number; misfits: Misfit[] }
  answers: {
    /** What one is called, as it stands behind a number: "answers", "distributions". */
    unit: string
    read: number
    used: number
    misfits: Misfit[]
    /** By the survey's own kinds of missing answers; only those that came up. */
    missing: { kind: string; count: number }[]
  }
  countries: string[]
  subgroups: string[]
  items: number
  /** Smallest and largest number of people behind a figure; null where the file tells none. */
  n: { least: number; most: number } | null
  /** What else must be known of this import, a sentence or two each. */
  notes: string[]
}

/** A population as it came out of a file: its head, its figures in the order in which they are written (as often as asked), and the account. */
export type Imported = {
  head: Omit<PopulationHead, 'id' | 'data'>
  figures: () => Iterable<FigureRow>
  /** What the items are, for formats whose items have no codes of their own. */
  codebook: { columns: string[]; rows: (string | number)[][] } | null
  account: Account
}
