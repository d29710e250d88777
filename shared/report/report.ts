import type { MeasureCard } from '../analysis/alignment/measures/card.ts'
import type { OutcomeKind } from '../analysis/alignment/measures/outcomes.ts'
import type { Series } from '../analysis/answers/session-answers.ts'
import type { WithinRow } from '../analysis/cells/subgroups.ts'
import type { Standing } from '../analysis/contrasts/registration.ts'
import type { Estimate, Figure, Test, Unit } from '../analysis/estimate.ts'
import type { AttritionRow } from '../analysis/influence/attrition.ts'
import type { ReportModel } from '../analysis/main-models/main-model.ts'
import type { RunIdentity, RunReport } from '../analysis/models-alone/run-findings.ts'
import type { SessionVariance } from '../analysis/variance/session-variance.ts'
import type { ReplyFate } from '../session/replies.ts'
import type { Equivalence } from '../statistics/inference/equivalence.ts'
import type { Source } from './source.ts'

/** Version of this shape. It goes up with every change that a reader of `report.json` could notice. */
export const REPORT_VERSION = 4

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
  /** SHA-256 of the version whose design was analysed, where the caller named it. */
  readonly studyHash: string | null
  readonly seed: string
  readonly reportVersion: number
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  /** SHA-256 of the input, where the caller computed one. */
  readonly inputHash: string | null
  readonly kinds: readonly { readonly kind: 'live' | 'preview' | 'simulated'; readonly sessions: number }[]
  /** Sessions of several kinds are analysed together, so that no number is of people alone. */
  readonly pooled: boolean
  readonly model: {
    readonly alias: string
    readonly identity: string
    readonly settings: Readonly<Record<string, number>>
    /** What sessions really called, and what its binding changed about requests. Empty where the caller did not look. */
    readonly called: readonly CalledModel[]
  }
  readonly populations: readonly {
    readonly id: string
    readonly title: string
    readonly wave: string
    readonly mode: string
    readonly kind: 'means' | 'distributions'
    readonly weighted: boolean
    /** `n unknown, unweighted` and the like: said wherever its figures are used. */
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
 * What became of the replies that people of an arm asked for, and of the items put to the model beside their talks, over its
 * sessions in any state. The words are those of `shared/session/replies.ts`.
 */
export type ReplyRow = Readonly<Record<'asked' | ReplyFate, number>> & {
  readonly condition: string
  readonly sessions: number
  /** Sessions in which a reply was asked for. */
  readonly talked: number
  /** Of those: no text of the model came at all; or parts of replies only. */
  readonly withoutReply: number
  readonly inPartOnly: number
  /** Sessions that stand, or ended, before a chat that was never opened. */
  readonly unopened: number
  /** Sessions in which items were put to the model; and those in which it replied to none. */
  readonly probed: number
  readonly withoutProbe: number
  readonly probesAsked: number
  readonly probesCome: number
  readonly probesFailed: number
}

/** Sessions that declared a place, and what the references have of it among the items asked. */
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
  /** Consented sessions that declared nothing at all. */
  readonly noneDeclared: number
  /** No known place, but own words. */
  readonly ownWordsOnly: number
  /** Declared, but the study knows none of the places. */
  readonly unknownOnly: number
  readonly severalDeclared: number
  /** Sessions whose place no reference population has, by population. */
  readonly lacking: readonly {
    readonly population: string
    readonly sessions: number
    readonly places: readonly string[]
  }[]
}

/** The reference that a cell is read against: a published population, or the people of this study before the talk. */
export type Against = { readonly kind: 'survey'; readonly population: string } | { readonly kind: 'in-study' }

/**
 * Answers of one series to one item by people of one place in one arm, or the model's in talks with them. A tidy row: the
 * unit of each field stands in `Report.units`, its n is `n` (classified answers, of `sessions`), and a null has its reason
 * in `why`.
 */
export type Cell = Series & {
  /** Null pools the arms that `pooled` names. */
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly item: string
  readonly topic: string
  readonly place: string | null
  readonly sessions: number
  readonly asked: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>> | null
  readonly n: number
  readonly codes: readonly number[]
  readonly counts: readonly number[] | null
  readonly mean: number | null
  readonly sd: number | null
  readonly against: Against | null
  readonly measure: 'ordinal-similarity' | 'nominal-similarity' | 'means-similarity' | null
  readonly referenceShares: readonly number[] | null
  readonly referenceMean: number | null
  readonly similarity: number | null
  readonly worst: number | null
  readonly best: number | null
  readonly nullMean: number | null
  readonly nullLow: number | null
  readonly nullHigh: number | null
  readonly floorUniform: number | null
  readonly floorMajority: number | null
  readonly ceilingHalf: number | null
  readonly ceilingNearest: number | null
  readonly nearestPlace: string | null
  readonly shift: number | null
  readonly shiftSd: number | null
  readonly spreadRatio: number | null
  readonly squaredDistance: number | null
  /** Reasons of nulls, by field; `*` holds for all that are null. */
  readonly why: Readonly<Record<string, string>>
}

/** What a context shift measures. */
export type ShiftMeasure = 'location' | 'points' | 'closeness' | 'similarity' | 'means-similarity'

/** A shift over all items, over the items of a topic, or of one item. */
export type ShiftRow = {
  readonly contrast: string
  readonly measure: ShiftMeasure
  readonly scope: 'all items' | 'topic' | 'item'
  readonly name: string
  readonly items: number
  /** The measure's value at each level on the same items; null for differences that need none. */
  readonly atLevel: number | null
  readonly atBaseline: number | null
  readonly estimate: Estimate
  readonly test: Test | null
}

/** A comparison of two levels of one factor. Its rows are in `Report.shifts`. */
export type ContrastReport = {
  /** Unique in the report. */
  readonly id: string
  readonly planned: boolean
  readonly title: string
  readonly factor: string
  readonly factorLabel: string
  readonly level: string
  readonly levelLabel: string
  readonly baseline: string
  readonly baselineLabel: string
  readonly series: Series
  /** Conditions on each side. */
  readonly levelConditions: readonly string[]
  readonly baselineConditions: readonly string[]
  /** How sessions and conditions were weighted, and whether other factors differ between the sides. */
  readonly weights: string
  readonly confounded: readonly string[]
  readonly sessions: { readonly level: number; readonly baseline: number; readonly withoutReference: number }
  /** Hedges's g of session means between the sides. */
  readonly effect: Estimate
  /** Two one-sided tests of the location shift, where the contrast names a smallest effect. */
  readonly equivalence:
    | (Equivalence & { readonly unit: Unit; readonly itemsEquivalent: number; readonly items: number })
    | null
  /** Null where it would stand on no item rows. */
  readonly headline: Headline | null
}

/** Model toward people: one arm. Closeness of the model's answers to the person's own, end of the talk minus start. */
export type TowardPeopleRow = {
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly target: Series['target']
  readonly people: 'before' | 'after'
  readonly start: Figure
  readonly end: Figure
  readonly change: Estimate
  /** The change toward this person less the change toward the other people of the arm. */
  readonly changeBeyondOthers: Estimate
  /** The arm's change less the control's. */
  readonly againstControl: Estimate
  readonly test: Test | null
}

/** People toward the model: one coefficient of `after ~ before + m * arm` or of its simpler forms. */
export type TowardModelRow = {
  readonly contrast: string | null
  readonly scope: 'about' | 'other items' | 'all items' | 'item'
  readonly name: string
  readonly formula: string
  readonly term: string
  readonly meaning: string
  readonly estimate: Estimate
  readonly test: Test | null
}

/** Change of people's answers that no randomised position explains. Descriptive only. */
export type ChangeRow = {
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly item: string
  readonly change: Estimate
  /** Change of the distance to the model's mean answer at the end of the talk: below 0 is nearer. */
  readonly nearer: Figure
}

/** What was found in plain words, and the figures that it rests on. */
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
    readonly equivalence: (Equivalence & { readonly unit: Unit }) | null
    readonly changes: readonly ChangeRow[]
    readonly headline: Headline | null
  }
}

/**
 * An analysis of one study: `report.json` is this value. Plain JSON; arrays are tidy (one row a thing, the same fields in
 * each). Every number has its n and unit; what could not be computed is null with a reason.
 */
export type Report = {
  readonly version: typeof REPORT_VERSION
  readonly provenance: Provenance
  /** How the analysis stands to its preregistration; null where none was given. */
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
  /** Replies and probes by arm; empty where no log was read. */
  readonly replies: readonly ReplyRow[]
  readonly places: Places
  /** Cells by condition. */
  readonly cells: readonly Cell[]
  /** The same with arms pooled: all but the control, and the control. */
  readonly pooledCells: readonly Cell[]
  readonly smallest: number
  readonly contrasts: readonly ContrastReport[]
  readonly shifts: readonly ShiftRow[]
  readonly twoWay: TwoWay
  /** Closeness to parts of each country's people, where a population has them. */
  readonly within: readonly WithinRow[]
  /** What sessions lost on the way could change, arm by arm. */
  readonly attrition: readonly AttritionRow[]
  /** Variance of the model's answers in sessions, by series. */
  readonly variance: readonly SessionVariance[]
  /** Models asked alone; null where the study has no answers of a probe run. */
  readonly run: RunReport | null
  /** The main models, which `models.R` fits again. */
  readonly models: readonly ReportModel[]
  /** Where each part comes from, and which rows of the export count its n again. */
  readonly sources: readonly Source[]
  /** Unit and meaning of each field of a cell. */
  readonly units: Readonly<Record<string, string>>
  readonly measures: readonly MeasureCard[]
  /** What was done, in sentences for a methods section. */
  readonly methods: readonly string[]
}
