/** Longest turn, in UTF-16 units. */
export const LONGEST_TURN = 8_000

/**
 * Longest reply that is accepted, in UTF-16 units. It is some forty thousand words, more than anybody reads in a talk,
 * and one answer of this size can still be sent to a slow phone. The call of a model that goes on is ended.
 */
export const LONGEST_REPLY = 200_000

/** Most replies to one turn, since each is a paid call. */
export const MOST_REPLIES_A_TURN = 5

/** Most turns of a talk for each turn of its path, including turns that were edited away. */
export const MOST_EDITS_A_TURN = 3

/**
 * Most events that a person may add to a session. It is far more than any study needs, and it stops anybody who fills
 * the log.
 */
export const MOST_EVENTS = 5_000

/** Most marks of attention that are kept of a session. It is enough for a day of looking away every few seconds. */
export const MOST_MARKS = 10_000
