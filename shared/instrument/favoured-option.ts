import { type AnswerFormat, codesOf } from './instrument.ts'

/** The likeliest tokens at one place of a reply, with the natural logarithms of their probabilities. */
export type TokenPlace = { token: string; top: readonly { token: string; logprob: number }[] }

/**
 * The option that the log-probabilities favour: the likeliest of the options' numbers at the first place where the
 * reply has a number. Null if the reply has no number there, if no option is among the likeliest, or if the likeliest
 * is also the beginning of a longer option ("1" of "10"), because then nobody can know which was meant.
 */
export function favouredOption(places: readonly TokenPlace[], answer: AnswerFormat): number | null {
  const place = places.find(({ token }) => /^\s*\d/.test(token))
  if (place === undefined) return null
  const codes = codesOf(answer)
  let best: { code: number; logprob: number } | null = null
  const seen = new Set<number>()
  for (const { token, logprob } of place.top) {
    const text = token.trim()
    if (!/^\d+$/.test(text) || !codes.includes(Number(text))) continue
    seen.add(Number(text))
    if (best === null || logprob > best.logprob) best = { code: Number(text), logprob }
  }
  if (best === null) return null
  const begin = String(best.code)
  const longer = codes.filter((code) => code !== best.code && String(code).startsWith(begin))
  return longer.some((code) => !seen.has(code)) ? null : best.code
}
