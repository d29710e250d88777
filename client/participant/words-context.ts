import { createContext, useContext } from 'react'
import { type Words, wordsIn } from './words.ts'

/** The interface's words. Before the study's language is known, they are in the browser's language. */
export const WordsContext = createContext<Words>(wordsIn(navigator.language))

export function useWords(): Words {
  return useContext(WordsContext)
}
