import * as z from 'zod'
import { Country } from './country.ts'
import { Localised } from './localised.ts'

/** Names of countries and territories by code, as said inside a sentence ("the Netherlands"), in each language. */
export const Places = z.record(Country, Localised)
export type Places = z.infer<typeof Places>
