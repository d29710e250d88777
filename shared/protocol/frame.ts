/**
 * Longest frame that the server accepts, in bytes. The connection of a peer that sends a longer one is cut. The longest
 * thing that a person can write (an answer of 20,000 characters that are all escaped in JSON) takes half of it.
 */
export const LONGEST_FRAME = 256 * 1024
