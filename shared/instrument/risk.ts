import * as z from 'zod'
import { Country } from './country.ts'
import { RiskKind } from './instrument.ts'

/** Why asking or answering may bring legal trouble in a country, and where that is written. */
export const Risk = z.strictObject({
  reason: z.string().min(1).describe('Why asking or answering may bring legal trouble there'),
  source: z.string().min(1).describe('Where that is written'),
  year: z.int().min(1900).max(2100).describe('The year of the source; what was true then may have changed'),
})
export type Risk = z.infer<typeof Risk>

/** Kind of risk -> country -> why. It is a prompt to check. It is never complete, and it is no legal advice. */
export const Risks = z.partialRecord(RiskKind, z.record(Country, Risk))
export type Risks = z.infer<typeof Risks>
