import * as z from 'zod'
import { Id, Instrument } from '../instrument/instrument.ts'
import { Locale } from '../instrument/localised.ts'
import { Places } from '../instrument/place.ts'
import { Population } from '../instrument/population.ts'
import { Risks } from '../instrument/risk.ts'
import { BUILTIN_ALIAS } from './builtin-alias.ts'
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
export const Condition = z.strictObject({
  id: ConditionId.describe('The name of the cell, in reports and exports'),
  levels: Levels.describe('A level of each factor that is drawn as cells, as `factor: level`'),
  weight: z.int().min(1).max(100).default(1).describe('How often it stands in a block, against the other cells'),
})
export type Condition = z.infer<typeof Condition>

const Design = z.discriminatedUnion('design', [
  z.strictObject({
    design: z.literal('factorial').describe('Every combination of the levels of factors that are drawn as cells'),
    leaveOut: z.array(Levels).default([]).describe('Combinations that are no cell, as `factor: level`'),
  }),
  z.strictObject({
    design: z.literal('cells').describe('The cells that are listed, and no other'),
    cells: z.array(Condition).min(1).describe('The cells'),
  }),
])

/** A planned comparison of two levels of one factor. */
export const Contrast = z.strictObject({
  id: Id.describe('Its name in `power --contrast` and in reports'),
  title: z.string().min(1).describe('What it asks, as the report says it'),
  factor: Id.describe('The factor whose levels are compared'),
  level: Id.describe('The level whose shift is read'),
  baseline: Id.describe('The level that it is read against'),
  smallestEffect: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('Smallest effect of interest in sd of the reference population, for tests of equivalence'),
})
export type Contrast = z.infer<typeof Contrast>

/** What a study file says. Its instruments and populations are still named by path. */
export const StudyFile = z.strictObject({
  id: Id.describe('The name of the study, and of its folder'),
  title: z.string().min(1).describe('For researchers; no participant sees it'),
  description: z.string().min(1).describe('What the study asks, for researchers'),
  contact: z
    .strictObject({
      name: z.string().min(1).describe('Who answers questions about the study'),
      email: z.email().describe('Where that person is reached'),
    })
    .describe('Who answers questions about the study'),
  data: z
    .strictObject({
      owner: z.string().min(1).describe('Who owns the data'),
      retention: z.string().min(1).describe('How long they are kept'),
    })
    .describe('Who owns the data, and how long they are kept'),
  locales: z
    .array(Locale)
    .min(1)
    .describe(
      'The languages that participants can choose; the first is shown first. Those of a probe run stand in its slices',
    ),
  model: z
    .strictObject({
      alias: z
        .string()
        .regex(/^[a-z0-9-]+$/, 'is not an alias; use lower-case letters, digits and hyphens')
        .describe(`The name by which the configuration binds a model; "${BUILTIN_ALIAS}" is the built-in responder`),
      settings: z
        .strictObject({
          temperature: z.number().min(0).max(2).optional().describe('As the endpoint takes it'),
          top_p: z.number().min(0).max(1).optional().describe('As the endpoint takes it'),
          max_tokens: z.int().positive().optional().describe('Most tokens of a reply'),
          seed: z.int().optional().describe('As the endpoint takes it'),
        })
        .default({})
        .describe('Parameters of every call; what is left out is left to the endpoint'),
    })
    .describe('The model that talks and is asked'),
  places: z.string().min(1).describe('Path of the file of places, from the study file'),
  instruments: z.array(z.string().min(1)).min(1).describe('Paths of instruments, from the study file'),
  populations: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Paths of reference populations, from the study file. An item is read against the first that has its distribution, else against the first that has its mean',
    ),
  risks: z
    .string()
    .min(1)
    .optional()
    .describe('Path of the file that says where asking or answering may bring legal trouble; the linter warns by it'),
  factors: z.record(Id, Factor).describe('What varies, by id: each factor varies one aspect'),
  conditions: Design.describe('The cells of the design'),
  control: ConditionId.describe('The condition that shifts are read against'),
  assignment: z
    .strictObject({
      method: z.literal('permuted-blocks').default('permuted-blocks').describe('How conditions are drawn'),
      repeats: z.int().min(1).max(20).default(1).describe('A block holds each condition `weight * repeats` times'),
      stratify: z
        .array(z.literal('locale'))
        .default([])
        .describe('What has a sequence of blocks of its own for each value: the language'),
    })
    .default({ method: 'permuted-blocks', repeats: 1, stratify: [] })
    .describe('How sessions are drawn into conditions'),
  identifiers: z
    .array(z.string().min(1))
    .default(['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID'])
    .describe('Query parameters of the participant link to keep, apart from the data. The first tells people apart'),
  resume: z
    .enum(['platform-id', 'device'])
    .default('platform-id')
    .describe(
      'What leads a person back to their session: the first identifier on any device, or only the device that they began on. Whoever knows the id of another person can open the link with it, so ids that can be guessed ask for `device`',
    ),
  flow: z.array(Stage).default([]).describe('What a participant meets; empty in a study that asks models only'),
  probeRun: ProbeRun.optional().describe('What the verb `probe` asks of models without any person'),
  contrasts: z.array(Contrast).default([]).describe('Planned comparisons'),
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
