/**
 * Longest frame that the server hears, in bytes; whoever sends a longer one is cut off. The longest thing that a person can
 * write (an answer of 20,000 characters that are all escaped in JSON) makes half of it.
 */
export const LONGEST_FRAME = 256 * 1024
