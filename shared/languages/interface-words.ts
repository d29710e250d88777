import type { words } from './en/interface.ts'

/** The name of a message of the participant's pages. English has them all; it is used if another language is not there. */
export type MessageKey = keyof typeof words

/** What the participant's pages say in one language, as ICU messages with the values that the English ones name. */
export type InterfaceWords = Readonly<Record<MessageKey, string>>
