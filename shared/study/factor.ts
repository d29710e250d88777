import * as z from 'zod'
import { Form, Id } from '../instrument/instrument.ts'
import { Locale, Localised } from '../instrument/localised.ts'
import { Country } from '../instrument/population.ts'
import { DemonstrationPick, DemonstrationSource } from '../structure/structure.ts'
import { ItemRef } from './flow.ts'

const Label = z.string().min(1)
const Wordings = z
  .array(Localised)
  .min(1)
  .describe(
    'Words of the level. With several, one is drawn by seed for each session and logged. `{place}` stands for the name of the place',
  )
const wordings = Wordings.optional()

/** How a factor's levels are drawn: as cells of the design, or separately inside every cell. */
const Drawn = z.enum(['cells', 'crossed']).default('cells')

function factor<
  Aspect extends string,
  Shape extends z.core.$ZodLooseShape,
  Extra extends z.core.$ZodLooseShape = Record<never, never>,
>(aspect: Aspect, varies: string, level: Shape, extra = {} as Extra) {
  return z.strictObject({
    aspect: z.literal(aspect).describe(varies),
    label: Label.describe('Its name in reports'),
    drawn: Drawn.describe('Whether its levels make the cells of the design, or are drawn apart inside every cell'),
    ...extra,
    levels: z
      .record(Id, z.strictObject({ label: Label.describe('Its name in reports'), ...level }))
      .describe('The levels, by id'),
  })
}

/** The participant's own locale, or a fixed one. */
const LocaleOrOwn = z.union([z.literal('own'), Locale])

/** What a study varies. Each factor varies one aspect of the interaction structure, or (`gate`) only the flow. */
export const Factor = z.discriminatedUnion('aspect', [
  factor('persona', 'The character of the assistant', { wordings }),
  factor('role', 'Who the person is to the assistant', { wordings }),
  factor('topic', 'What the talk is about', { wordings }),
  factor('framing', 'Whose answer is asked for, and as what task', {
    wordings,
    task: z.enum(['answer', 'advice', 'story', 'forecast']).default('answer').describe('As what it is asked'),
    whose: z
      .enum(['assistant', 'user-from-place', 'person-from-place', 'people-of-place'])
      .default('assistant')
      .describe('Whose answer it is'),
    place: z
      .union([z.literal('declared'), Country])
      .default('declared')
      .describe('A country, or `declared`: the first place of the participant that the study knows'),
  }),
  factor(
    'position',
    'The position that the assistant argues for',
    { wordings, value: z.number().describe('The m in `post ~ pre + m * arm`') },
    {
      about: z
        .array(ItemRef)
        .min(1)
        .optional()
        .describe(
          'The items that the position speaks to; the others asked before and after are the own control of each person',
        ),
    },
  ),
  factor('language', 'The language of the instructions and of the reply', {
    wordings,
    prompt: LocaleOrOwn.default('own').describe('Of the instructions: `own` is that of the participant'),
    reply: z
      .union([LocaleOrOwn, z.literal('any')])
      .default('any')
      .describe('Asked of the reply; `any` says nothing'),
  }),
  factor('strategy', 'How an answer comes about', {
    wordings,
    kind: z
      .enum(['direct', 'reasoning-first', 'demonstrations'])
      .describe('At once, after some reasoning, or after examples of the answers of people'),
    k: z.int().min(1).max(20).default(4).describe('Number of examples'),
    pick: DemonstrationPick.default('random').describe('How the examples are picked; `chrf` is by overlap of words'),
    of: DemonstrationSource.default('place').describe(
      'Whose answers they are: of the place in question, of another one drawn by seed, or of a country',
    ),
  }),
  factor('initiative', 'Who opens the talk', {
    opens: z.enum(['person', 'assistant']).describe('Who opens the talk'),
    wordings,
  }),
  factor('constraints', 'What the assistant must keep to', { wordings }),
  factor('form', 'The form in which items are put to the model', { form: Form.describe('The form') }),
  factor('gate', 'Nothing of the talk: only which stages are shown, by their `when`', {}),
])
export type Factor = z.infer<typeof Factor>
export type Aspect = Factor['aspect']
export type LevelOf<A extends Aspect> = Extract<Factor, { aspect: A }>['levels'][string]
