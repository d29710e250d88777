import type { words } from './en/interface.ts'

/** Names a message of the participant's pages. English, which stands in where another language is not there, has them all. */
export type MessageKey = keyof typeof words

/** What the participant's pages say in one language, as ICU messages with the values that the English ones name. */
export type InterfaceWords = Readonly<Record<MessageKey, string>>
