import { errorWords } from './error-words.ts'
import { RESERVED } from './wire-parameters.ts'

/**
 * A parameter that an endpoint refused, by its name in the request. `unknown`: the endpoint has no parameter of that
 * name. `fixed`: it accepts only its own default. `value`: it accepts other values. `together`: it does not accept this
 * parameter with another one that is refused too.
 */
export type RefusedParameter = { name: string; why: 'unknown' | 'fixed' | 'value' | 'together'; instead?: string }

/**
 * Those of the sent parameters that the body of a 400 refuses. Empty if the body is about something else, and also if
 * there is doubt: a parameter that is wrongly blamed misleads a researcher, and the words of the endpoint are shown in
 * any case. The phrases are those of real endpoints; the tests name where each was met.
 */
export function refusedParameters(body: unknown, sent: readonly string[]): RefusedParameter[] {
  const { texts, params, places } = errorWords(body)
  const all = texts.join(' ')
  if (ABOUT_LENGTH.test(all)) return []
  const found = new Map<string, RefusedParameter['why']>()
  const blame = (name: string, why: RefusedParameter['why']) => {
    const known = sent.find((one) => one === snakeCase(name))
    if (known !== undefined && !found.has(known)) found.set(known, why)
  }
  // Some endpoints put another word where the parameter should be named.
  const fields = params.filter((name) => [...sent, ...RESERVED].includes(name) || all.includes(name))
  for (const { name, words } of places) blame(name, reasonIn(words))
  for (const name of fields) blame(name, reasonIn(all))
  // If an endpoint says which field is wrong, we believe it.
  if (places.length + fields.length === 0)
    for (const text of texts) for (const { name, why } of named(text)) blame(name, why)
  const instead = found.size === 1 ? insteadIn(all, sent) : undefined
  return [...found].map(([name, why]) => ({ name, why, ...(why === 'unknown' && instead && { instead }) }))
}

/** The prompt and the reply together were too long. In a talk that goes on, no sampling setting helps against that. */
const ABOUT_LENGTH =
  /maximum context|context[ _]length|context size|reduce (the|your) (length|prompt|input|message)|too long|context limit|`?inputs?`? (tokens|length)|too many tokens|tokens[^.]{0,40}got -\d/i

// A name in quotes may stand anywhere in a sentence. A bare word such as "stop" counts only in places where a name must
// stand.
const NAME = '[A-Za-z_]\\w{0,60}(?:\\.[\\w.]{0,60}\\w)?'
const QUOTED = `["'\`“‘]${NAME}["'\`”’]`
const JOIN = '(?:, and |, or |, | and | or )'
const QUOTED_LIST = `${QUOTED}(?:${JOIN}${QUOTED}){0,9}`
const ANY = `(?:${QUOTED}|${NAME})`
const LIST = `${ANY}(?:${JOIN}${ANY}){0,9}`
const NOUN = '(?:param(?:eter)?|argument|propert(?:y|ie)|option|field|key|input|name|setting)s?(?:\\(s\\))?'
const BEGIN = `(?:^|[.:;!?({[/–-] ?|because |due to |${NOUN} )`
/** Names as the subject of a sentence. */
const SUBJECT = `(?:(${QUOTED_LIST})(?: ${NOUN})?|${BEGIN}(${LIST}))`
const NOT = "(?:does not|do not|doesn't|don't)"

const UNKNOWN = [
  `(?:unsupported|unknown|unrecogni[sz]ed|unexpected|extraneous)(?: \\w+){0,2} ${NOUN}(?: supplied| provided| received| in object)?:? ?(?:parameter )?[[({]?(${LIST})`,
  `invalid ${NOUN}:? [[({]?(${LIST})[\\])}]?\\.?$`,
  `${SUBJECT}(?: (?:is|are|was|were))? (?:currently )?(?:not (?:yet |currently )?(?:a )?(?:supported|permitted|allowed|enabled|available|accepted|recogni[sz]ed|known|valid )|no longer|unsupported|unknown|unrecogni[sz]ed|unexpected|deprecated|forbidden)`,
  `${NOT} (?:support|accept|allow|recogni[sz]e|permit|take) (?:the |an? )?(?:${NOUN}:? ?[[({]?)?(${LIST})(?! ?[=<>])`,
  `not supported (?:on|for|by|with|in) (?:this|the) (?:\\w+ )?(?:model|endpoint|provider|api|server): ?(${LIST})`,
  `not allowed to (?:request|use|set|specify|send) (?:the )?(${LIST})`,
  `${BEGIN}(${LIST}): (?:unknown|unrecogni[sz]ed|unexpected|unsupported)`,
  `(${ANY}):? extra (?:inputs|fields)`,
]

const VALUE = [
  `${SUBJECT} does not support`,
  `${NOT} support (${NAME}) ?[=<>]`,
  `${SUBJECT}:? (?:supports |can )?only`,
  `only (?:supports?|accepts?|allows?) (?:the )?(?:default )?(${LIST})`,
  `only (${NAME}) ?=? ?\\S+ is (?:allowed|supported)`,
  `invalid (?:(?:value|type) (?:for |of )?)?(?:(?:the )?parameter )?(${LIST})`,
  `with (?:an? )?(?:higher|lower|larger|smaller) (${LIST})`,
  `\\ban? (${NAME}) value of`,
  `${SUBJECT}(?: value)?(?: \\(?-?[\\d.]+\\)?)?(?: for \\S+)? (?:must|should|needs? to|has to|cannot|can't|may only|is too|is (?:above|below|out|greater|less|larger|smaller|over)|exceeds|out of range)`,
  `${BEGIN}(${LIST}): (?:range|must|should|expected|value|ensure|number|-?\\d[\\d.]* (?:is|[<>]))`,
  `(${ANY}):? input should`,
  `(?:greater|less|larger|smaller) than [^.;]{0,60} [-–:] (${QUOTED})`,
  `range (?:of|for) (${LIST})`,
  `Go struct field \\w+\\.(${NAME})`,
]

/** The field is told apart from what is said of it. */
const EITHER = [`(?:parameter|argument|field|property|param) ?[=:] ?(${ANY})`]

const patterns = (sources: readonly string[]) => sources.map((source) => new RegExp(source, 'gi'))
const [unknown, value, either] = [patterns(UNKNOWN), patterns(VALUE), patterns(EITHER)]

/** Every name that a sentence of refusal contains, also names that are not ours. */
function named(text: string): RefusedParameter[] {
  const pick = (of: readonly RegExp[], why: RefusedParameter['why']) =>
    of
      .flatMap((pattern) => [...text.matchAll(pattern)])
      .flatMap(([, ...lists]) => lists.join(' ').match(/[A-Za-z_][\w.]*/g) ?? [])
      .map((name) => ({ name: name.split('.')[0]!, why }))
  const reason = reasonIn(text)
  const isSpecial = reason === 'fixed' || reason === 'together'
  return [
    ...pick(unknown, isSpecial ? reason : 'unknown'),
    ...pick(value, isSpecial ? reason : 'value'),
    ...pick(either, reason),
  ]
}

/** Why a parameter was refused, judged by the words beside it. */
function reasonIn(words: string): RefusedParameter['why'] {
  return REASONS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'value'
}

/** The order matters: "too large, only 4096 are supported" is about a value. */
const REASONS: [RefusedParameter['why'], RegExp][] = [
  ['together', /\bboth\b|mutually exclusive|at the same time|only one of/i],
  ['value', /too (?:large|small|high|low)|than|at (?:most|least)|range|between/i],
  ['fixed', /only (?:the default|\S+ (?:is|are) (?:allowed|supported|permitted)|supports?|accepts?|allows?)/i],
  ['value', /unsupported[ _]value|supported values|must be/i],
  ['unknown', /support|unknown|unrecogni[sz]ed|extra|permitted|allowed|enabled|deprecated|unexpected/i],
]

/** The name that the endpoint wants instead of the one that it refuses. */
function insteadIn(text: string, sent: readonly string[]): string | undefined {
  const [, plain, quoted] = /\buse (?:([A-Za-z]\w*_\w+)|["'`“]([A-Za-z]\w*)["'`”])/i.exec(text) ?? []
  const name = plain ?? quoted
  return name === undefined || sent.includes(name) || RESERVED.includes(name) ? undefined : name
}

/** Some endpoints write names as their own code does: `maxTokens`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
}
