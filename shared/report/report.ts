import type { MeasureCard } from '../analysis/alignment/measures/measure.ts'
import type { RunIdentity } from '../analysis/answers/run-identity.ts'
import type { SessionCell } from '../analysis/cells/session-cells.ts'
import type { WithinRow } from '../analysis/cells/subgroups.ts'
import type { Finding } from '../analysis/contrasts/finding.ts'
import type { Contrast } from '../analysis/contrasts/in-sessions/contrast.ts'
import type { Standing } from '../analysis/contrasts/registration.ts'
import type { Figure } from '../analysis/estimate.ts'
import type { AttritionRow } from '../analysis/influence/attrition.ts'
import type { ChangeRow } from '../analysis/influence/changes.ts'
import type { TowardModelEquivalence, TowardModelRow } from '../analysis/influence/toward-model.ts'
import type { TowardPeopleRow } from '../analysis/influence/toward-people.ts'
import type { ReportModel } from '../analysis/main-models/main-model.ts'
import type { RunFindings, TestedComparison } from '../analysis/models-alone/run-findings.ts'
import type { Source } from '../analysis/source.ts'
import type { SessionVariance } from '../analysis/variance/session-variance.ts'
import type { ReplyFate } from '../session/replies.ts'

/** Version of this shape. It increases with every change that a reader of `report.json` could notice. */
export const REPORT_VERSION = 7

/** Something that a reader must know before any number. `level` orders them. */
export type Warning = { readonly level: 'grave' | 'caution'; readonly text: string }

/** A model that sessions called, and how often. */
export type CalledModel = RunIdentity & { readonly calls: number }

/** Where the numbers come from. */
export type Provenance = {
  readonly study: string
  readonly title: string
  /** Study versions (SHA-256) and the sessions of each. */
  readonly versions: readonly { readonly hash: string; readonly sessions: number }[]
  /** SHA-256 of the version whose design was analysed. Null if the caller did not name it. */
  readonly studyHash: string | null
  readonly seed: string
  readonly reportVersion: number
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  /** SHA-256 of the input. Null if the caller computed none. */
  readonly inputHash: string | null
  readonly kinds: readonly { readonly kind: 'live' | 'preview' | 'simulated'; readonly sessions: number }[]
  /** True if sessions of several kinds are analysed together. Then no number is about people alone. */
  readonly pooled: boolean
  readonly model: {
    readonly alias: string
    readonly identity: string
    readonly settings: Readonly<Record<string, number>>
    /** Models that sessions really called, and what a binding changed in requests. Empty if the caller did not look. */
    readonly called: readonly CalledModel[]
  }
  readonly populations: readonly {
    readonly id: string
    readonly title: string
    readonly wave: string
    readonly mode: string
    readonly kind: 'means' | 'distributions'
    readonly weighted: boolean
    /** For example `n unknown, unweighted`. It is repeated wherever the figures of the population are used. */
    readonly label: string
    readonly caution: string
  }[]
  readonly texts: readonly {
    readonly locale: string
    readonly items: number
    readonly machineOnly: number
    readonly locallyApproved: number
    readonly label: string
  }[]
  readonly theories: readonly { readonly theory: string; readonly items: number; readonly answered: number }[]
  readonly observations: { readonly used: number; readonly uncoded: number; readonly leftOut: number }
}

/** Sessions of one arm by status. `condition` is null before assignment. */
export type FlowRow = {
  readonly condition: string | null
  readonly sessions: number
  readonly consenting: number
  readonly inProgress: number
  readonly completed: number
  readonly declined: number
  readonly withdrawn: number
  /** Share of the arm's sessions that did not complete. */
  readonly attrition: Figure
  readonly medianTurns: number | null
}

/**
 * What happened to the replies that people of an arm asked for, and to the items that the model was asked beside the talks.
 * Sessions in any state count. The words are those of `shared/session/replies.ts`.
 */
export type ReplyRow = Readonly<Record<'asked' | ReplyFate, number>> & {
  readonly condition: string
  readonly sessions: number
  /** Sessions in which a reply was asked for. */
  readonly talked: number
  /** Among those: sessions in which no text of the model came at all, and sessions with only parts of replies. */
  readonly withoutReply: number
  readonly inPartOnly: number
  /** Sessions that are now before a chat that was never opened, or that ended there. */
  readonly unopened: number
  /** Sessions in which the model was asked items, and those of them in which it replied to none. */
  readonly probed: number
  readonly withoutProbe: number
  readonly probesAsked: number
  readonly probesCome: number
  readonly probesFailed: number
}

/** Sessions that declared a place, and what the references have about it for the items asked. */
export type PlaceRow = {
  readonly place: string
  readonly name: string
  readonly sessions: number
  readonly itemsWithDistribution: number
  readonly itemsWithMean: number
  readonly itemsWithout: number
}

export type Places = {
  readonly rule: string
  readonly rows: readonly PlaceRow[]
  /** Sessions with consent that declared nothing at all. */
  readonly noneDeclared: number
  /** Sessions that declared no known place, but wrote their own words. */
  readonly ownWordsOnly: number
  /** Sessions that declared only places unknown to the study. */
  readonly unknownOnly: number
  readonly severalDeclared: number
  /** For each reference population, the sessions whose place it does not have. */
  readonly lacking: readonly {
    readonly population: string
    readonly sessions: number
    readonly places: readonly string[]
  }[]
}

/** A finding, with the id of its contrast. */
export type ShiftRow = Finding & { readonly contrast: string }

/** A contrast, and what it found in plain words. The headline is null if no item rows support it. */
export type ContrastReport = Contrast & { readonly headline: Headline | null }

/** A comparison of models asked alone, and what it found in plain words. The headline is null if no item supports it. */
export type ReportedComparison = TestedComparison & { readonly headline: Headline | null }

/** A run's part of the report. */
export type RunReport = Omit<RunFindings, 'comparisons'> & { readonly comparisons: readonly ReportedComparison[] }

/** What was found, in plain words, and the figures that support it. */
export type Headline = { readonly text: string; readonly figures: string }

export type TwoWay = {
  readonly towardPeople: {
    readonly note: string
    readonly rows: readonly TowardPeopleRow[]
    readonly headline: Headline | null
  }
  readonly towardModel: {
    readonly randomised: boolean
    readonly note: string
    readonly rows: readonly TowardModelRow[]
    readonly equivalence: TowardModelEquivalence
    readonly changes: readonly ChangeRow[]
    readonly headline: Headline | null
  }
}

/**
 * An analysis of one study. `report.json` is this value. It is plain JSON, and arrays are tidy: one row for each thing, and
 * the same fields in each row. Every number has its n and unit. What could not be computed is null, with a reason.
 */
export type Report = {
  readonly version: typeof REPORT_VERSION
  readonly provenance: Provenance
  /** How the analysis relates to its preregistration. Null if none was given. */
  readonly registration: Standing | null
  readonly warnings: readonly Warning[]
  /** `rows` is the id of the part of the page that holds the item rows. */
  readonly headlines: readonly (Headline & { readonly rows: string })[]
  readonly items: readonly {
    readonly item: string
    readonly label: string
    readonly topic: string
    readonly theory: string
    readonly reference: string | null
    readonly ordered: boolean
    readonly options: readonly { readonly code: number; readonly label: string }[]
  }[]
  readonly conditions: readonly {
    readonly id: string
    readonly control: boolean
    readonly levels: Readonly<Record<string, string>>
  }[]
  readonly flow: readonly FlowRow[]
  /** Replies and probes by arm. Empty if no log was read. */
  readonly replies: readonly ReplyRow[]
  readonly places: Places
  /** Cells by condition. */
  readonly cells: readonly SessionCell[]
  /** The same with arms pooled: all arms except the control, and the control. */
  readonly pooledCells: readonly SessionCell[]
  readonly smallest: number
  readonly contrasts: readonly ContrastReport[]
  /** What each contrast found, by its id. */
  readonly shifts: readonly ShiftRow[]
  readonly twoWay: TwoWay
  /** Closeness to subgroups of each country's people, if a population has subgroups. */
  readonly within: readonly WithinRow[]
  /** How much lost sessions could change the results, for each arm. */
  readonly attrition: readonly AttritionRow[]
  /** Variance of the model's answers in sessions, by series. */
  readonly variance: readonly SessionVariance[]
  /** Models asked alone. Null if the study has no answers of a probe run. */
  readonly run: RunReport | null
  /** The main models, which `models.R` fits again. */
  readonly models: readonly ReportModel[]
  /** Where each part comes from, and from which rows of the export its n can be counted again. */
  readonly sources: readonly Source[]
  /** Unit and meaning of each field of a cell. */
  readonly units: Readonly<Record<string, string>>
  readonly measures: readonly MeasureCard[]
  /** What was done, in sentences for a methods section. */
  readonly methods: readonly string[]
}
