import { localise } from '../instrument/localised.ts'
import type { Study } from './study.ts'

/** The place's name in English, or in the study's first language where it has none in English; else its code. */
export function placeName(study: Study, place: string): string {
  const names = study.places[place]
  return names === undefined ? place : localise(names, names.en === undefined ? study.locales[0]! : 'en')
}
