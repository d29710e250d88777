import * as z from 'zod'
import { Id, Instrument } from '../instrument/instrument.ts'
import { Locale } from '../instrument/localised.ts'
import { Places } from '../instrument/place.ts'
import { Population } from '../instrument/population.ts'
import { Risks } from '../instrument/risk.ts'
import { Factor } from './factor.ts'
import { Stage } from './flow.ts'
import { ProbeRun } from './probe-run.ts'

/** One level for each factor whose levels are drawn as cells. */
const Levels = z.record(Id, Id)

/** An id, or the level ids of a factorial's cell joined with "_". */
export const ConditionId = z
  .string()
  .regex(
    /^[a-z0-9]+([-_][a-z0-9]+)*$/,
    'is not the id of a condition; use lower-case letters, digits, single hyphens and underscores, like "plain_direct"',
  )

/** A combination of levels (a cell) and its weight in a block of assignment. */
export const Condition = z.strictObject({ id: ConditionId, levels: Levels, weight: z.int().min(1).max(100).default(1) })
export type Condition = z.infer<typeof Condition>

const Design = z.discriminatedUnion('design', [
  /** Every combination of the cell factors' levels, less those left out. */
  z.strictObject({ design: z.literal('factorial'), leaveOut: z.array(Levels).default([]) }),
  z.strictObject({ design: z.literal('cells'), cells: z.array(Condition).min(1) }),
])

/** A planned comparison of two levels of one factor. */
export const Contrast = z.strictObject({
  id: Id,
  title: z.string().min(1),
  factor: Id,
  level: Id,
  baseline: Id,
  /** Smallest effect of interest in sd of the reference population, for tests of equivalence. */
  smallestEffect: z.number().positive().optional(),
})
export type Contrast = z.infer<typeof Contrast>

/** What a study file says, its instruments and populations still named by path. */
export const StudyFile = z.strictObject({
  id: Id,
  title: z.string().min(1),
  description: z.string().min(1),
  contact: z.strictObject({ name: z.string().min(1), email: z.email() }),
  data: z.strictObject({ owner: z.string().min(1), retention: z.string().min(1) }),
  /** The languages that participants can choose; the first is shown first. Those of a probe run stand in its slices. */
  locales: z.array(Locale).min(1),
  model: z.strictObject({
    alias: z.string().regex(/^[a-z0-9-]+$/, 'is not an alias; use lower-case letters, digits and hyphens'),
    settings: z
      .strictObject({
        temperature: z.number().min(0).max(2).optional(),
        top_p: z.number().min(0).max(1).optional(),
        max_tokens: z.int().positive().optional(),
        seed: z.int().optional(),
      })
      .default({}),
  }),
  /** Paths beside the study file. */
  places: z.string().min(1),
  instruments: z.array(z.string().min(1)).min(1),
  populations: z.array(z.string().min(1)).default([]),
  /** Where asking or answering may bring legal trouble: what the linter holds the surveys against. */
  risks: z.string().min(1).optional(),
  factors: z.record(Id, Factor),
  conditions: Design,
  /** The condition that shifts are read against. */
  control: ConditionId,
  assignment: z
    .strictObject({
      method: z.literal('permuted-blocks').default('permuted-blocks'),
      /** A block holds each condition `weight * repeats` times. */
      repeats: z.int().min(1).max(20).default(1),
      stratify: z.array(z.literal('locale')).default([]),
    })
    .default({ method: 'permuted-blocks', repeats: 1, stratify: [] }),
  /** Query parameters of the participant link to keep, apart from the data. The first tells people apart. */
  identifiers: z.array(z.string().min(1)).default(['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID']),
  /**
   * What leads a person back to their session: the first identifier on any device, or only the device that they began on.
   * Whoever knows another person's platform id can open the link with it, so guessable ids ask for `device`.
   */
  resume: z.enum(['platform-id', 'device']).default('platform-id'),
  /** What a participant meets; empty in a study that asks models only. */
  flow: z.array(Stage).default([]),
  /** What `parallax probe` asks of models without any person. */
  probeRun: ProbeRun.optional(),
  contrasts: z.array(Contrast).default([]),
})
export type StudyFile = z.infer<typeof StudyFile>

/**
 * A study as it runs: the file with its conditions listed and its instruments, places, populations and risks inlined.
 * Its name is the SHA-256 of its canonical JSON.
 */
export const Study = StudyFile.omit({
  instruments: true,
  populations: true,
  places: true,
  risks: true,
  conditions: true,
}).extend({
  places: Places,
  instruments: z.array(Instrument),
  populations: z.array(Population),
  risks: Risks.optional(),
  conditions: z.array(Condition).min(1),
})
export type Study = z.infer<typeof Study>
