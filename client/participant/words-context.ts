import { createContext, useContext } from 'react'
import { type Words, wordsIn } from './words.ts'

/** The interface's words; before the study's language is known, those of the browser. */
export const WordsContext = createContext<Words>(wordsIn(navigator.language))

export function useWords(): Words {
  return useContext(WordsContext)
}
