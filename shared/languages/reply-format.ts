import * as z from 'zod'

/** What reply is asked for: the option's number, its words, or (`unforced`) a number with permission to give none. */
export const ReplyFormat = z.enum(['number', 'label', 'unforced'])
export type ReplyFormat = z.infer<typeof ReplyFormat>
