import type { AnswerWords } from './answer-words.ts'
import type { InterfaceWords } from './interface-words.ts'
import type { PhraseWords } from './phrase-words.ts'
import type { ResponderWords } from './responder-words.ts'
import type { TalkWords } from './talk-words.ts'

/** The words of one language. Each part is a file in the folder of the language, and is loaded when it is asked for. */
export type Language = {
  /** The words by which answers are read. */
  answers(): Promise<{ words: AnswerWords }>
  /** What rendering adds to a prompt. */
  phrases(): Promise<{ words: PhraseWords }>
  /** The words in which the built-in responder answers. */
  responder(): Promise<{ words: ResponderWords }>
  /** What is said in talks without a language model. Without it, such talks are in English. */
  talk?(): Promise<{ words: TalkWords }>
  /** What the participant's pages say. Without it, the pages speak English around the study's own texts. */
  interface?(): Promise<{ words: InterfaceWords }>
}

/** By the tag of the language. A new one is a folder and a line here; browsers get `interface` alone (vite.config.ts). */
// biome-ignore format: a language is one line
export const LANGUAGES: Readonly<Record<string, Language>> = {
  ar: { answers: () => import('./ar/answers.ts'), phrases: () => import('./ar/phrases.ts'), responder: () => import('./ar/responder.ts'), talk: () => import('./ar/talk.ts'), interface: () => import('./ar/interface.ts') },
  de: { answers: () => import('./de/answers.ts'), phrases: () => import('./de/phrases.ts'), responder: () => import('./de/responder.ts') },
  en: { answers: () => import('./en/answers.ts'), phrases: () => import('./en/phrases.ts'), responder: () => import('./en/responder.ts'), talk: () => import('./en/talk.ts'), interface: () => import('./en/interface.ts') },
  es: { answers: () => import('./es/answers.ts'), phrases: () => import('./es/phrases.ts'), responder: () => import('./es/responder.ts') },
  hi: { answers: () => import('./hi/answers.ts'), phrases: () => import('./hi/phrases.ts'), responder: () => import('./hi/responder.ts') },
  ja: { answers: () => import('./ja/answers.ts'), phrases: () => import('./ja/phrases.ts'), responder: () => import('./ja/responder.ts') },
  tr: { answers: () => import('./tr/answers.ts'), phrases: () => import('./tr/phrases.ts'), responder: () => import('./tr/responder.ts') },
  zh: { answers: () => import('./zh/answers.ts'), phrases: () => import('./zh/phrases.ts'), responder: () => import('./zh/responder.ts') },
}

export type Part = keyof Language
export type WordsOf<P extends Part> = Awaited<ReturnType<NonNullable<Language[P]>>>['words']

/** The words of a part in every language that has it, by language and in the order of the list. */
export async function wordsOfAll<P extends Part>(part: P): Promise<ReadonlyMap<string, WordsOf<P>>> {
  const found = new Map<string, WordsOf<P>>()
  for (const [tag, language] of Object.entries(LANGUAGES)) {
    const load = language[part] as (() => Promise<{ words: WordsOf<P> }>) | undefined
    if (load !== undefined) found.set(tag, (await load()).words)
  }
  return found
}
