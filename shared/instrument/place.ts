import * as z from 'zod'
import { Localised } from './localised.ts'
import { Country } from './population.ts'

/** Names of countries and territories by code, as said inside a sentence ("the Netherlands"), in each language. */
export const Places = z.record(Country, Localised)
export type Places = z.infer<typeof Places>
