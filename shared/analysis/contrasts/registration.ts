import * as z from 'zod'
import { canonicalJson } from '../../canonical-json.ts'
import type { SessionKind } from '../../session/events.ts'
import { parametersWords, RequestParameters } from '../../study/request-parameters.ts'
import { Contrast, type Study } from '../../study/study.ts'
import type { RunIdentity } from '../answers/run-identity.ts'

/** What a study planned to test, and how, before anyone saw the data. */
export const AnalysisPlan = z.strictObject({
  contrasts: z.array(Contrast),
  control: z.string(),
  /** How the planned tests are adjusted. `level` is the level of intervals. */
  adjustment: z.literal('Holm over all planned tests of sessions, and over those of the probe run'),
  level: z.number(),
  /** The rules for answers that name no option, and for sessions that end early. */
  rules: z.array(z.string()),
  resamples: z.int(),
  rearrangements: z.int(),
  reportVersion: z.int(),
})
export type AnalysisPlan = z.infer<typeof AnalysisPlan>

/**
 * A model that a study names, as it was bound where the study was frozen. `sent` has the parameters of its requests,
 * after the binding has renamed, dropped and added some.
 */
export const RegisteredModel = z.strictObject({
  alias: z.string(),
  provider: z.string(),
  model: z.string(),
  parameters: RequestParameters.nullable(),
  sent: z.record(z.string(), z.json()),
})
export type RegisteredModel = z.infer<typeof RegisteredModel>

/** A preregistration: the study as it was frozen, its plan, and digests of the prompts and of itself. */
export const Registration = z.strictObject({
  kind: z.literal('parallax preregistration 1'),
  study: z.string(),
  title: z.string(),
  /** SHA-256 of the study's canonical JSON with instruments, translations and populations inlined. */
  studyHash: z.string().regex(/^[0-9a-f]{64}$/),
  frozenAt: z.iso.datetime(),
  plan: AnalysisPlan,
  /**
   * SHA-256 of every prompt that the bundle shows, in its order. `runPromptsHash`: of all prompts of one repeat of the
   * probe run.
   */
  promptsHash: z.string(),
  runPromptsHash: z.string().nullable(),
  /** The study's models that were bound where the study was frozen. It is absent where none was bound. */
  models: z.array(RegisteredModel).optional(),
  /** SHA-256 of the canonical JSON of all the fields above. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Registration = z.infer<typeof Registration>

/** The text of a registration that its hash is computed from. */
export function registeredText({ hash: _, ...rest }: Registration): string {
  return canonicalJson(rest)
}

const RULES = [
  'Live sessions alone are analysed: those of people who take part. A report on simulated or preview sessions, or on both together with live ones, is no analysis of this plan.',
  'Analysis is by assignment, whether or not a session was completed; withdrawn sessions are counted and their answers left out.',
  'Answers that name no option are never turned into one; they are counted by kind, and similarities carry bounds over them.',
  'A participant stands for the first declared place that the study knows; others are counted, never guessed.',
  'Intervals resample sessions within arms, or items in a probe run; never turns, and repeats only where a probe run has fewer than five items, of which they then speak alone.',
]

/** The plan of a study file, with the settings of an analysis. */
export function planOf(
  study: Pick<Study, 'contrasts' | 'control'>,
  settings: Pick<AnalysisPlan, 'level' | 'resamples' | 'rearrangements' | 'reportVersion'>,
): AnalysisPlan {
  return {
    contrasts: study.contrasts,
    control: study.control,
    adjustment: 'Holm over all planned tests of sessions, and over those of the probe run',
    rules: RULES,
    ...settings,
  }
}

/** How an analysis agrees with what was registered before. */
export type Standing = {
  readonly hash: string
  readonly frozenAt: string
  readonly sameStudy: boolean
  /** Contrasts of the analysis that are exactly as they were registered. Only these are planned. */
  readonly planned: readonly string[]
  /** Every difference from what was registered, in words. Empty where there is none. */
  readonly differences: readonly string[]
}

/**
 * Compares an analysis with its registration. Pure. `studyHash` is the hash of the version analysed. `took` has the
 * sessions that it read and the models that were called.
 */
export function standingOf(
  { hash, frozenAt, studyHash: registered, plan, models = [] }: Registration,
  study: Pick<Study, 'contrasts' | 'control'>,
  studyHash: string,
  settings: Pick<AnalysisPlan, 'level' | 'resamples' | 'rearrangements' | 'reportVersion'>,
  took: {
    readonly sessions?: readonly { readonly kind: SessionKind }[]
    readonly called?: readonly RunIdentity[]
  } = {},
): Standing {
  const { sessions = [], called = [] } = took
  const now = new Map(study.contrasts.map((one) => [one.id, one]))
  const before = new Map(plan.contrasts.map((one) => [one.id, one]))
  const same = (id: string) => canonicalJson(now.get(id) ?? null) === canonicalJson(before.get(id) ?? null)
  const sameStudy = studyHash === registered
  const others = sessions.filter(({ kind }) => kind !== 'live').length
  const differences = [
    ...(others === 0
      ? []
      : [
          `Of ${sessions.length} session${sessions.length === 1 ? '' : 's'}, ${others} ${others === 1 ? 'is' : 'are'} simulated or preview; the registration is of people who take part.`,
        ]),
    ...(sameStudy
      ? []
      : [`The study version analysed is ${studyHash.slice(0, 12)}; ${registered.slice(0, 12)} was registered.`]),
    ...(study.control === plan.control ? [] : [`The control is "${study.control}"; "${plan.control}" was registered.`]),
    ...[...now.keys()].filter((id) => !before.has(id)).map((id) => `Contrast "${id}" was not registered: exploratory.`),
    ...[...before.keys()]
      .filter((id) => !now.has(id))
      .map((id) => `Contrast "${id}" was registered and is not analysed.`),
    ...[...now.keys()]
      .filter((id) => before.has(id) && !same(id))
      .map((id) => `Contrast "${id}" is not as it was registered: exploratory.`),
    ...(['level', 'resamples', 'rearrangements', 'reportVersion'] as const).flatMap((name) =>
      settings[name] === plan[name] ? [] : [`${NAMES[name]} is ${settings[name]}; ${plan[name]} was registered.`],
    ),
    ...otherModels(models, called),
  ]
  return { hash, frozenAt, sameStudy, planned: [...now.keys()].filter((id) => before.has(id) && same(id)), differences }
}

/**
 * Sentences about models that were called under a registered alias but are not what was registered. Each sentence is
 * there once.
 */
function otherModels(registered: readonly RegisteredModel[], called: readonly RunIdentity[]): string[] {
  const words = ({ provider, model, parameters }: Pick<RegisteredModel, 'provider' | 'model' | 'parameters'>) =>
    `${model} (${provider})${parameters === null ? '' : `, ${parametersWords(parameters)}`}`
  const found = called.flatMap(({ alias, provider, model, parameters = null }) => {
    const was = registered.find((one) => one.alias === alias)
    if (was === undefined) return []
    const [is, before] = [words({ provider, model, parameters }), words(was)]
    return is === before ? [] : [`Under "${alias}", ${is} was called; ${before} was registered.`]
  })
  return [...new Set(found)]
}

const NAMES = {
  level: 'The level of intervals',
  resamples: 'The number of resamples',
  rearrangements: 'The number of permutations',
  reportVersion: "The report's version",
} as const
