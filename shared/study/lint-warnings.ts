import { BUILTIN_ALIAS } from './builtin-alias.ts'
import type { Factor } from './factor.ts'
import { itemUses } from './item-uses.ts'
import { findItem, holds } from './items.ts'
import { factorOf } from './levels.ts'
import { provenanceOf } from './lint-items.ts'
import { type LintProblem, listed, lintWarning as warning } from './lint-problem.ts'
import { talksOf } from './stages/stages.ts'
import type { Condition, Study } from './study.ts'

/** What a reviewer would ask about: designs that cannot separate two causes, and numbers that need a caution. */
export function lintWarnings(study: Study): LintProblem[] {
  return [
    ...confounded(study),
    ...unusedLevels(study),
    ...sameLanguage(study),
    ...singleWordings(study),
    ...controlTalk(study),
    ...oneTheory(study),
    ...machineOnly(study),
    ...withoutReference(study),
    ...guessableIds(study),
    ...builtin(study),
  ]
}

function confounded({ factors, conditions }: Study): LintProblem[] {
  const problems: LintProblem[] = []
  const varying = Object.keys(factors).filter((id) => levelsMet(conditions, id).size > 1)
  for (const [nth, a] of varying.entries())
    for (const b of varying.slice(nth + 1)) {
      const [aInB, bInA] = [isNested(conditions, a, b), isNested(conditions, b, a)]
      if (aInB && bInA)
        problems.push(
          warning(
            ['factors', b],
            `factors "${a}" and "${b}" always change together, so their effects cannot be told apart; add conditions that separate them.`,
          ),
        )
      else if (aInB || bInA) {
        const [inner, outer] = aInB ? [a, b] : [b, a]
        problems.push(
          warning(
            ['factors', inner],
            `each level of "${inner}" comes with one level of "${outer}" only, so the effect of "${outer}" is mixed with that of "${inner}"; add conditions that separate them.`,
          ),
        )
      }
    }
  return problems
}

function levelsMet(conditions: readonly Condition[], factor: string): Set<string> {
  return new Set(conditions.flatMap((one) => one.levels[factor] ?? []))
}

/** Whether a condition's level of `inner` determines its level of `outer`. */
function isNested(conditions: readonly Condition[], inner: string, outer: string): boolean {
  const outerOf = new Map<string, string>()
  return conditions.every(({ levels }) => {
    const [level, with_] = [levels[inner], levels[outer]]
    if (level === undefined || with_ === undefined) return false
    const before = outerOf.get(level)
    outerOf.set(level, with_)
    return before === undefined || before === with_
  })
}

function unusedLevels({ factors, conditions }: Study): LintProblem[] {
  return Object.entries(factors).flatMap(([id, factor]) => {
    if (factor.drawn === 'crossed') return []
    const met = levelsMet(conditions, id)
    return Object.keys(factor.levels)
      .filter((level) => !met.has(level))
      .map((level) =>
        warning(
          ['factors', id, 'levels', level],
          `no condition has level "${level}" of factor "${id}"; use it or remove it.`,
        ),
      )
  })
}

function sameLanguage({ factors, locales }: Study): LintProblem[] {
  return Object.entries(factors).flatMap(([id, factor]) => {
    if (factor.aspect !== 'language') return []
    const met = new Map<string, string>()
    return Object.entries(factor.levels).flatMap(([level, { prompt, reply }]) => {
      const own = (one: string, locale: string) => (one === 'own' ? locale : one)
      const key = locales.map((locale) => `${own(prompt, locale)}>${own(reply, locale)}`).join(' ')
      const twin = met.get(key)
      met.set(key, level)
      return twin === undefined
        ? []
        : [
            warning(
              ['factors', id, 'levels', level],
              `with the ${locales.length === 1 ? 'one locale' : 'locales'} ${listed(locales)}, levels "${twin}" and "${level}" of "${id}" are the same for everyone; add a locale or remove a level.`,
            ),
          ]
    })
  })
}

function singleWordings({ factors }: Study): LintProblem[] {
  return Object.entries(factors).flatMap(([id, factor]) =>
    Object.entries(factor.levels)
      .filter(([, level]: [string, Factor['levels'][string]]) => 'wordings' in level && level.wordings?.length === 1)
      .map(([level]) =>
        warning(
          ['factors', id, 'levels', level, 'wordings'],
          `${id} "${level}" has one wording, so the study tests that wording and not the level; add others that mean the same.`,
        ),
      ),
  )
}

/** Talks are distinguished by the chat stages that a condition meets and by its topic. */
function controlTalk(study: Study): LintProblem[] {
  if (talksOf(study.flow).length === 0) return []
  const talks = study.conditions.map(({ levels }) => {
    const met = talksOf(study.flow).filter((stage) =>
      holds(stage.when && { levels: cellPart(study, stage.when.levels) }, { locale: '', levels, codes: {} }),
    )
    const topic = factorOf(study, 'topic')?.id
    return `${met.map((stage) => stage.id).join(' ')}|${topic === undefined ? '' : levels[topic]}`
  })
  if (new Set(talks).size > 1) return []
  return [
    warning(
      ['conditions'],
      'every condition has the same talk, so what talking itself does is in every comparison; add a control with a placebo topic, or with no talk.',
    ),
  ]
}

function cellPart(study: Study, levels: Record<string, string[]> | undefined): Record<string, string[]> {
  return Object.fromEntries(Object.entries(levels ?? {}).filter(([id]) => study.factors[id]?.drawn === 'cells'))
}

/** The survey's own items follow the framework of Inglehart, who designed it, so both count as one theory. */
const FAMILY: Readonly<Record<string, string>> = { wvs: 'inglehart-welzel' }

function oneTheory(study: Study): LintProblem[] {
  const items = usedItems(study).filter(({ item }) => item.theory !== 'none')
  const theories = new Set(items.map(({ item }) => FAMILY[item.theory] ?? item.theory))
  const [only] = theories
  if (theories.size !== 1 || only === undefined || only === 'local') return []
  return [
    warning(
      ['instruments'],
      `all items of values come from one theory (${only}), which need not be how people here see it; add items that local people wrote.`,
    ),
  ]
}

function usedItems(study: Study) {
  const uses = itemUses(study)
  return [...new Set(uses.map((use) => use.ref))].flatMap((ref) => {
    const item = findItem(study, ref)
    const locales = new Set(uses.filter((use) => use.ref === ref).flatMap((use) => use.locales))
    return item === undefined ? [] : [{ ref, item, locales: [...locales] }]
  })
}

function machineOnly(study: Study): LintProblem[] {
  const used = usedItems(study)
  return study.instruments.flatMap((instrument, index) => {
    const unread = new Map<string, string[]>()
    for (const { ref, item, locales } of used) {
      if (!ref.startsWith(`${instrument.id}/`)) continue
      for (const locale of locales) {
        const source = provenanceOf(item, locale)
        if (source?.kind === 'machine-translation' && source.localReview !== 'approved')
          unread.set(locale, [...(unread.get(locale) ?? []), item.id])
      }
    }
    return [...unread].map(([locale, ids]) =>
      warning(
        ['instruments', index],
        `"${locale}" of ${ids.length === 1 ? 'this item' : `these ${ids.length} items`} is machine-translated and no local person has approved it: ${ids.join(', ')}. Have it read; its numbers are labelled until then.`,
      ),
    )
  })
}

function withoutReference(study: Study): LintProblem[] {
  const probed = [...new Set(itemUses(study).flatMap((use) => (use.by === 'probe' ? [use.ref] : [])))]
  const lacking = probed.filter((ref) => {
    const code = findItem(study, ref)?.reference
    return (
      code === undefined ||
      !study.populations.some((one) => Object.values(one.figures).some((byItem) => byItem[code] !== undefined))
    )
  })
  if (lacking.length === 0) return []
  const first = itemUses(study).find((use) => use.by === 'probe' && lacking.includes(use.ref))!
  return [
    warning(
      first.path,
      `no population has figures for ${lacking.join(', ')}; these probes can be compared within the study only.`,
    ),
  ]
}

/**
 * Parameter names in which pools of students and home-made lists pass ids. Such ids are mostly short numbers, which can
 * be guessed.
 */
const SHORT_IDS =
  /^(id|pid|uid|code|survey_?code|sona(_?id)?|(participant|subject|student|person)(_?(id|code|number))?)$/i

function guessableIds({ identifiers: [first], resume }: Study): LintProblem[] {
  if (resume === 'device' || first === undefined || !SHORT_IDS.test(first)) return []
  return [
    warning(
      ['identifiers', 0],
      `somebody who guesses another person's "${first}" gets into that person's session; write "resume: device", unless these ids are long and random.`,
    ),
  ]
}

function builtin({ model }: Study): LintProblem[] {
  return model.alias !== BUILTIN_ALIAS
    ? []
    : [
        warning(
          ['model', 'alias'],
          `the model is "${BUILTIN_ALIAS}", a responder with prepared answers that has no values; name the alias of a real model before you collect data.`,
        ),
      ]
}
