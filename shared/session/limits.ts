/** Longest turn, in UTF-16 units. */
export const LONGEST_TURN = 8_000

/**
 * Longest reply that is taken, in UTF-16 units: some forty thousand words, beyond what anybody reads in a talk, and still one
 * answer to a slow phone. A model that goes on is hung up on.
 */
export const LONGEST_REPLY = 200_000

/** Most replies to one turn: each is a paid call. */
export const MOST_REPLIES_A_TURN = 5

/** Most turns of a talk for each turn of its path, those edited away included. */
export const MOST_EDITS_A_TURN = 3

/** Most events that a person may add to a session; far beyond any study, and an end to whoever fills the log. */
export const MOST_EVENTS = 5_000

/** Most marks of attention that are kept of a session; a day of looking away every few seconds. */
export const MOST_MARKS = 10_000
