import * as z from 'zod'

/** ISO 3166-1 alpha-3. */
export const Country = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 3166-1 alpha-3 country code, like "EGY"')
export type Country = z.infer<typeof Country>
