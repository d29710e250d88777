import { phrasesIn } from './phrases.ts'
import { type Question, renderQuestion } from './question.ts'
import type { InteractionStructure, TalkTurn } from './structure.ts'

/** A message for a chat-completions endpoint. */
export type Message = { role: 'system' | 'user' | 'assistant'; content: string }

/** A typical answer to another item, given as an example. */
export type Demonstration = { question: string; answer: string }

/** What is asked: the next line of the talk, or an item asked beside it. */
export type RenderContext = {
  task: { kind: 'talk' } | { kind: 'probe'; question: Question }
  /** Picked by `pickDemonstrations`; empty unless the strategy is demonstrations. */
  demonstrations: { place: string | null; examples: readonly Demonstration[] }
}

/**
 * The model's messages under a structure. The talk of a person and a batch of probes both send them, word for word.
 * Pure: the same arguments give the same messages, and their hash stands on every model call.
 */
export function render(structure: InteractionStructure, turns: readonly TalkTurn[], context: RenderContext): Message[] {
  const instructions = instructionsOf(structure, context)
  const messages: Message[] = instructions === '' ? [] : [{ role: 'system', content: instructions }]
  for (const turn of turns)
    messages.push({ role: turn.speaker === 'person' ? 'user' : 'assistant', content: turn.text })
  if (context.task.kind === 'probe') {
    const words = renderQuestion(context.task.question, structure.strategy, structure.language.prompt)
    messages.push({ role: 'user', content: words })
  }
  return alternating(messages)
}

/**
 * Joins neighbouring messages of one role with a blank line. A reply that failed leaves two turns of the person in a
 * row, and the templates of many models refuse that.
 */
function alternating(messages: readonly Message[]): Message[] {
  const joined: Message[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    if (last?.role === message.role) last.content += `\n\n${message.content}`
    else joined.push({ ...message })
  }
  return joined
}

/**
 * The order is fixed: who speaks, with whom, about what, from whose view, to which end, how, within what, in which
 * language.
 */
function instructionsOf(structure: InteractionStructure, context: RenderContext): string {
  const parts = [
    structure.assistantRole,
    structure.personRole,
    structure.topic,
    structure.frame.words,
    structure.position?.words ?? null,
    demonstrationsText(structure, context),
    structure.strategy.words,
    ...structure.constraints,
    structure.language.words,
  ]
  return parts.filter((part) => part !== null && part !== '').join('\n\n')
}

function demonstrationsText(structure: InteractionStructure, { demonstrations }: RenderContext): string | null {
  if (structure.strategy.kind !== 'demonstrations' || demonstrations.examples.length === 0) return null
  const phrases = phrasesIn(structure.language.prompt)
  const lines = demonstrations.examples.map((example) => phrases.demonstrationLine(example.question, example.answer))
  return [phrases.demonstrationsHead(demonstrations.place), ...lines].join('\n')
}
