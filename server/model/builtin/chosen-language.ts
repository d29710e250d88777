/** Languages that the responder can talk in. */
export type Tongue = 'en' | 'ar'

/** The language of a text by its script: Arabic where most of its letters are. Null where it has no letters. */
export function tongueOf(text: string): Tongue | null {
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return null
  return arabic * 2 > letters ? 'ar' : 'en'
}
