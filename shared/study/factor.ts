import * as z from 'zod'
import { Form, Id } from '../instrument/instrument.ts'
import { Locale, Localised } from '../instrument/localised.ts'
import { Country } from '../instrument/population.ts'
import { DemonstrationPick, DemonstrationSource } from '../structure/structure.ts'
import { ItemRef } from './flow.ts'

const Label = z.string().min(1)
/** Words of a level. With several, one is drawn by seed for each session and logged. `{place}` stands for the place's name. */
const Wordings = z.array(Localised).min(1)
const wordings = Wordings.optional()

/** How a factor's levels meet the participants: as cells of the design, or drawn apart inside every cell. */
const Drawn = z.enum(['cells', 'crossed']).default('cells')

function factor<
  Aspect extends string,
  Shape extends z.core.$ZodLooseShape,
  Extra extends z.core.$ZodLooseShape = Record<never, never>,
>(aspect: Aspect, level: Shape, extra = {} as Extra) {
  return z.strictObject({
    aspect: z.literal(aspect),
    label: Label,
    drawn: Drawn,
    ...extra,
    levels: z.record(Id, z.strictObject({ label: Label, ...level })),
  })
}

/** The participant's own locale, or a fixed one. */
const LocaleOrOwn = z.union([z.literal('own'), Locale])

/** What a study varies: each factor varies one aspect of the interaction structure, or (`gate`) only the flow. */
export const Factor = z.discriminatedUnion('aspect', [
  /** The assistant's character. */
  factor('persona', { wordings }),
  /** Who the person is to the assistant. */
  factor('role', { wordings }),
  factor('topic', { wordings }),
  /** Whose answer is asked for, and as what task. */
  factor('framing', {
    wordings,
    task: z.enum(['answer', 'advice', 'story', 'forecast']).default('answer'),
    whose: z.enum(['assistant', 'user-from-place', 'person-from-place', 'people-of-place']).default('assistant'),
    /** `declared`: the first place of the participant's own that the study knows. */
    place: z.union([z.literal('declared'), Country]).default('declared'),
  }),
  /** The position that the assistant argues for; `value` is m in `post ~ pre + m * arm`. */
  factor(
    'position',
    { wordings, value: z.number() },
    {
      /** The items that the position speaks to; the others asked before and after are each person's own control. */
      about: z.array(ItemRef).min(1).optional(),
    },
  ),
  factor('language', {
    wordings,
    prompt: LocaleOrOwn.default('own'),
    reply: z.union([LocaleOrOwn, z.literal('any')]).default('any'),
  }),
  factor('strategy', {
    wordings,
    kind: z.enum(['direct', 'reasoning-first', 'demonstrations']),
    k: z.int().min(1).max(20).default(4),
    pick: DemonstrationPick.default('random'),
    of: DemonstrationSource.default('place'),
  }),
  factor('initiative', { opens: z.enum(['person', 'assistant']), wordings }),
  factor('constraints', { wordings }),
  factor('form', { form: Form }),
  factor('gate', {}),
])
export type Factor = z.infer<typeof Factor>
export type Aspect = Factor['aspect']
export type LevelOf<A extends Aspect> = Extract<Factor, { aspect: A }>['levels'][string]
