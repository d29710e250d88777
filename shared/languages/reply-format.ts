import * as z from 'zod'

/** What reply is asked for: the option's number, its words, or a number with leave to give none (not forced). */
export const ReplyFormat = z.enum(['number', 'label', 'unforced'])
export type ReplyFormat = z.infer<typeof ReplyFormat>
