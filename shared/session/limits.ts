/** Longest turn, in UTF-16 units. */
export const LONGEST_TURN = 8_000
