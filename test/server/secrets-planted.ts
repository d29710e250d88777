import { Study } from '../../shared/study/study.ts'
import { type Loose, smallStudy } from '../study.ts'

/** Property names whose values are words of the schema and no ids. */
const WORDS = new Set(['kind', 'moment', 'moments', 'aspect', 'opens', 'drawn', 'whose', 'locales'])

/** The value with every id in `names` renamed, as key, as text, and in "instrument/item" and "stage.instrument/item". */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  const text = (one: string) =>
    one
      .split(/([./])/)
      .map((part) => names.get(part) ?? part)
      .join('')
  if (typeof value === 'string') return /^[a-z0-9./-]+$/.test(value) ? text(value) : value
  if (Array.isArray(value)) return value.map((inner) => renamed(inner, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      names.get(key) ?? key,
      WORDS.has(key) ? inner : renamed(inner, names),
    ]),
  )
}

/**
 * The small study, with more factors, in which everything that participants must not see holds `mark`: ids and labels of
 * factors, levels, conditions, stages, items and populations, wordings, titles, and the model's alias. What they are meant
 * to read holds it not.
 */
export function markedStudy(mark: string, change: (study: Loose) => void = () => {}): Study {
  let planted = 0
  const secret = () => {
    planted += 1
    return `${mark}${planted}`
  }
  const both = () => ({ en: `Secret ${secret()} words.`, ar: `كلمات ${secret()} سرية.` })
  const plain = smallStudy((draft) => {
    Object.assign(draft.factors!, {
      strategy: {
        aspect: 'strategy',
        label: secret(),
        drawn: 'crossed',
        levels: {
          direct: { label: secret(), kind: 'direct', wordings: [both()] },
          reasons: { label: secret(), kind: 'reasoning-first', wordings: [both(), both()] },
          examples: { label: secret(), kind: 'demonstrations', wordings: [both()] },
        },
      },
      stance: {
        aspect: 'position',
        label: secret(),
        levels: {
          'for-it': { label: secret(), value: 1, wordings: [both()] },
          'against-it': { label: secret(), value: -1, wordings: [both()] },
        },
      },
      country: {
        aspect: 'framing',
        label: secret(),
        drawn: 'crossed',
        levels: {
          nowhere: { label: secret(), whose: 'assistant' },
          somewhere: { label: secret(), whose: 'user-from-place', wordings: [both()] },
        },
      },
    })
    Object.assign(draft.factors!.persona!, { label: secret() })
    for (const level of ['plain', 'elder'])
      Object.assign(draft.factors!.persona!.levels![level]!, { label: secret(), wordings: [both(), both()] })
    Object.assign(draft.factors!.opening!, { label: secret() })
    for (const level of ['person', 'assistant'])
      Object.assign(draft.factors!.opening!.levels![level]!, { label: secret() })
    Object.assign(draft, { title: secret(), description: secret(), control: 'plain-cell' })
    Object.assign(draft, {
      conditions: [
        { id: 'plain-cell', levels: { persona: 'plain', opening: 'person', stance: 'for-it' }, weight: 1 },
        { id: 'elder-cell', levels: { persona: 'elder', opening: 'assistant', stance: 'against-it' }, weight: 1 },
        { id: 'third-cell', levels: { persona: 'plain', opening: 'assistant', stance: 'against-it' }, weight: 1 },
      ],
      contact: { name: secret(), email: `${secret()}@example.org` },
      data: { owner: secret(), retention: secret() },
    })
    for (const item of draft.instruments![0]!.items!) Object.assign(item, { label: secret(), author: secret() })
    Object.assign(draft.instruments![0]!, { title: secret() })
    Object.assign(draft.populations![0]!, { title: secret(), source: secret(), caution: secret() })
    change(draft)
  })
  const ids = [
    plain.id,
    plain.model.alias,
    ...Object.keys(plain.factors),
    ...Object.values(plain.factors).flatMap((factor) => Object.keys(factor.levels)),
    ...plain.conditions.map((condition) => condition.id),
    ...plain.flow.map((stage) => stage.id),
    ...plain.instruments.flatMap((one) => [one.id, ...one.items.map((item) => item.id)]),
    ...plain.populations.map((population) => population.id),
  ]
  return Study.parse(renamed(plain, new Map(ids.map((id) => [id, secret()]))))
}
