import { type Locale, type Localised, localise } from '../instrument/localised.ts'
import type { InteractionStructure } from '../structure/structure.ts'
import type { Assignment } from './assignment.ts'
import type { Aspect, LevelOf } from './factor.ts'
import { factorOf, levelOf } from './levels.ts'
import type { Study } from './study.ts'

/**
 * The facts of a session on which the structure depends. `places`: the places declared, in the order in which they were
 * declared.
 */
export type StructureFacts = { locale: Locale; places: readonly string[] }

/**
 * The interaction structure that an assignment gives a session, with its words drawn and in the prompt's language. If a
 * framing needs a place and no declared place is known to the study, the framing says nothing (`words` null, `place`
 * null). Such sessions are counted apart: a place is never guessed. If several places are declared, the first that the
 * study knows counts.
 */
export function assignedStructure(study: Study, assignment: Assignment, facts: StructureFacts): InteractionStructure {
  const language = drawnLevel(study, assignment, 'language')
  const prompt =
    language?.level.prompt === undefined || language.level.prompt === 'own' ? facts.locale : language.level.prompt
  const reply = language?.level.reply === 'own' ? facts.locale : language?.level.reply
  const words = (aspect: Aspect): string | null => {
    const found = drawnLevel(study, assignment, aspect)
    return found === undefined ? null : drawnWords(found, prompt)
  }

  const framing = drawnLevel(study, assignment, 'framing')?.level
  const place =
    framing === undefined || framing.whose === 'assistant' ? null : placeOf(study, framing.place, facts.places)
  const placed = place === null ? null : localise(study.places[place]!, prompt)
  const frameWords = words('framing')
  const position = drawnLevel(study, assignment, 'position')?.level
  const strategy = drawnLevel(study, assignment, 'strategy')?.level
  const initiative = drawnLevel(study, assignment, 'initiative')
  const constraints = words('constraints')

  return {
    assistantRole: words('persona'),
    personRole: words('role'),
    topic: words('topic'),
    frame: {
      task: framing?.task ?? 'answer',
      whose: framing?.whose ?? 'assistant',
      place,
      words: frameWords?.includes('{place}')
        ? placed === null
          ? null
          : frameWords.replaceAll('{place}', placed)
        : frameWords,
    },
    position: position === undefined ? null : { value: position.value, words: words('position') },
    language: {
      interface: facts.locale,
      prompt,
      reply: reply === undefined || reply === 'any' ? null : reply,
      words: words('language'),
    },
    strategy:
      strategy?.kind === 'demonstrations'
        ? { kind: 'demonstrations', words: words('strategy'), k: strategy.k, pick: strategy.pick, of: strategy.of }
        : { kind: strategy?.kind ?? 'direct', words: words('strategy') },
    initiative:
      initiative?.level.opens === 'assistant'
        ? // The person reads the opening line, so it is in their language, not in the prompt's.
          { opens: 'assistant', opening: drawnWords(initiative, facts.locale) ?? '' }
        : { opens: 'person' },
    constraints: constraints === null ? [] : [constraints],
    form: drawnLevel(study, assignment, 'form')?.level.form ?? 'question',
  }
}

type Drawn<A extends Aspect> = { level: LevelOf<A>; wording: number }

function drawnLevel<A extends Aspect>(study: Study, assignment: Assignment, aspect: A): Drawn<A> | undefined {
  const level = levelOf(study, assignment.levels, aspect)
  const id = factorOf(study, aspect)?.id
  return level === undefined ? undefined : { level, wording: assignment.wordings[id!] ?? 0 }
}

function drawnWords(
  { level, wording }: { level: { wordings?: Localised[] | undefined } | object; wording: number },
  locale: Locale,
) {
  const all = 'wordings' in level ? level.wordings : undefined
  return all === undefined ? null : localise(all[wording]!, locale)
}

function placeOf(study: Study, place: string, declared: readonly string[]): string | null {
  if (place !== 'declared') return place
  return declared.find((one) => study.places[one] !== undefined) ?? null
}
