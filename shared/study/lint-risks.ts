import { RiskKind } from '../instrument/instrument.ts'
import { itemUses } from './item-uses.ts'
import { findItem } from './items.ts'
import { type LintProblem, lintWarning as warning } from './lint-problem.ts'
import type { Study } from './study.ts'

const SUBJECT: Readonly<Record<RiskKind, string>> = {
  religion: 'religion',
  sexuality: 'sexuality',
  government: 'those who govern',
  violence: 'violence',
}

/**
 * One warning for each kind of risk of the items that people are asked, if that kind may bring legal trouble in some of
 * the study's places. Places that people may count as theirs, and those of a probe run's slices, are among these.
 */
export function lintRisks(study: Study): LintProblem[] {
  const { risks, places } = study
  if (risks === undefined) return []
  const asked = itemUses(study).flatMap(({ by, ref, path }) => {
    const item = by === 'survey' ? findItem(study, ref) : undefined
    return item === undefined ? [] : [{ ref, path, item }]
  })
  return RiskKind.options.flatMap((kind) => {
    const flagged = Object.keys(risks[kind] ?? {}).filter((country) => places[country] !== undefined)
    const uses = asked.filter(({ item }) => item.risks.includes(kind))
    if (flagged.length === 0 || uses.length === 0) return []
    const refs = [...new Set(uses.map(({ ref }) => ref))]
    const one = refs.length === 1
    const [it, touches] = one ? ['it', 'touches'] : ['them', 'touch']
    const forced = uses.some(({ item }) => !item.optional)
    return [
      warning(
        uses[0]!.path,
        `${refs.join(', ')} ${touches} ${SUBJECT[kind]}, and asking or answering that may bring people legal trouble in ${flagged.join(', ')} (reasons and sources: "${kind}" in the study's file of risks). ${forced ? `Make ${it} optional, leave ${it} out there` : `Leave ${it} out there`}, or ask a local ethics board first.`,
      ),
    ]
  })
}
