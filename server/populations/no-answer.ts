/**
 * Words that stand for no answer, in lower case and without apostrophes. The World Values Survey's words were checked
 * in November 2026 in public programs that read GlobalOpinionQA and list them.
 */
const NO_ANSWER = new Set([
  'dk',
  'dont know',
  'do not know',
  'unsure',
  'not sure',
  'cant say',
  'cant choose',
  'no answer',
  'no response',
  'no opinion',
  'na',
  'ref',
  'refused',
  'refuse',
  'refuse to answer',
  'declined to answer',
  'decline to answer',
  'missing',
  'other missing',
  'multiple answers mail (evs)',
  'item not included',
  'not specified',
  'not asked',
  'not asked in survey',
  'not applicable',
  'not applicable for other reasons',
  'not available',
  'unknown',
])

/** The rule of `isNoAnswer` in words, to be printed with the figures. */
export const NO_ANSWER_RULE =
  'An option is kept out of the shares when all it says is that no answer was given: each of its parts, between slashes, commas, semicolons or "or", is a phrase like "DK", "Don\'t know", "No answer", "Refused" or "Missing". "None of these", "Neither" and "Other" stay.'

/** Whether an option of a survey is no answer, like "DK/Refused" or "Don't know (VOL)". */
export function isNoAnswer(option: string): boolean {
  const parts = option
    .toLowerCase()
    .replace(/\((vol\.?|volunteered|do not read)\)/g, '')
    .replace(/['’´`]/g, '')
    .split(/[/,;]|\bor\b/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
  return parts.every((part) => NO_ANSWER.has(part))
}
