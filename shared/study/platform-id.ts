/** Why a link brought no id that distinguishes its person from others. */
export type NoId =
  /** The parameter was not in the link. */
  | 'absent'
  | 'blank'
  /** null, undefined, NaN, none: the platform had no value. */
  | 'null-word'
  /** The platform did not replace the template, or the parameter's name, by a value. */
  | 'template'
  /** test, xxx, 0 and the like. */
  | 'placeholder'
  /** The parameter came more than once, with different ids. */
  | 'several'
  | 'too-long'
  /** Control characters, halves of characters, or bytes that are no text. */
  | 'unreadable'

/** What the link of a session told about its person's id. It is kept beside the session; it is never the id itself. */
export type IdState = 'usable' | NoId

/** The result of reading the parameters of a link. */
export type LinkIds = {
  /** The parameters that the study names and that say something, cleaned, under the study's own names. */
  kept: Record<string, string>
  /**
   * What became of the first parameter that the study names; null for a study that names none. `given` is the id as it
   * came.
   */
  person: { kind: 'id'; given: string } | { kind: 'none'; why: NoId } | null
}

type Value = { kind: 'value'; value: string; given: string } | { kind: 'none'; why: NoId }

const LONGEST = 500

/** How many values of one parameter are read. A page passes on four at most, and each takes time to read. */
const MOST_VALUES = 8

/**
 * Reads the parameters of a participant link for a study that names `names`. The first of these distinguishes people. A
 * value that could be the same for strangers is no id, since they would share a session: one session too many is
 * better. From an id, white space, zero-width characters, byte order marks and direction marks are trimmed, and it is
 * put into NFC. `amp;NAME` (a link that was copied from HTML) and NAME with other small or capital letters stand for
 * NAME. All other parameters are passed over, so their number and length can do no harm.
 */
export function readLinkIds(query: Readonly<Record<string, string>>, names: readonly string[]): LinkIds {
  const given = new Map<string, Set<string>>(names.map((name) => [name, new Set()]))
  for (const [parameter, value] of Object.entries(query)) {
    const values = given.get(nameOf(parameter, names) ?? '')
    if (values !== undefined && values.size < MOST_VALUES) values.add(value)
  }
  const [first] = names
  const kept: [string, string][] = []
  let person: LinkIds['person'] = null
  for (const [name, values] of given) {
    const read = oneOf([...values].map((value) => readValue(value, name, name === first)))
    if (read.kind === 'value') kept.push([name, read.value])
    if (name === first) person = read.kind === 'value' ? { kind: 'id', given: read.given } : read
  }
  return { kept: Object.fromEntries(kept), person }
}

/** The name that a parameter of a link stands for; undefined for one that the study does not name. */
function nameOf(parameter: string, names: readonly string[]): string | undefined {
  const bare = trimmed(parameter).replace(/^(?:amp;|[?&])+/i, '')
  const folded = bare.toLowerCase()
  return names.find((name) => name === bare) ?? names.find((name) => name.toLowerCase() === folded)
}

/** The one value among those with which a parameter came. */
function oneOf(read: readonly Value[]): Value {
  const values = read.filter((one) => one.kind === 'value')
  const [found] = values
  if (found === undefined) return read[0] ?? { kind: 'none', why: 'absent' }
  return values.every((one) => one.value === found.value) ? found : { kind: 'none', why: 'several' }
}

/** A value as it may be kept. If it distinguishes people, it must also be a value that not everybody could bring. */
function readValue(given: string, name: string, tellsApart: boolean): Value {
  const value = trimmed(given).replace(UNSEEN_INSIDE, '').normalize('NFC')
  if (value.length > LONGEST) return { kind: 'none', why: 'too-long' }
  const forms = decodedForms(value).map((form) => trimmed(form.normalize('NFKC')))
  // This comes before the check for bytes that are no text: "%ADDRESS%" in a link begins with what browsers take for an
  // encoded byte.
  if (forms.some((form) => TEMPLATES.some((template) => template.test(form)))) return { kind: 'none', why: 'template' }
  if (NO_TEXT.test(value)) return { kind: 'none', why: 'unreadable' }
  if (forms.some((form) => BLANK.test(form))) return { kind: 'none', why: 'blank' }
  const why = tellsApart ? forms.map((form) => whyNobody(form, name)).find((one) => one !== null) : null
  return why ? { kind: 'none', why } : { kind: 'value', value, given }
}

/** Why words that can be read name nobody; null when they do name somebody. */
function whyNobody(form: string, name: string): NoId | null {
  const bare = lettersOf(form)
  if (NULL_WORDS.test(bare)) return 'null-word'
  if (PLACEHOLDERS.test(bare) || /^-\d/.test(form)) return 'placeholder'
  if (bare === lettersOf(name) || YOUR_ID.test(bare)) return 'template'
  return NAMES_OF_IDS.some((pattern) => pattern.test(form)) ? 'template' : null
}

/** Only its letters and digits, in small letters: "N/A", "(null)" and "#N/A" become the words in them. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** The text, and its decoded forms, for a text that was percent-encoded once or several times too often. */
function decodedForms(text: string): string[] {
  const forms = [text]
  for (let form = text; forms.length < 5; forms.push(form)) {
    const decoded = form.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes)
      } catch {
        return bytes
      }
    })
    if (decoded === form) break
    form = decoded
  }
  return forms
}

/**
 * White space, control and zero-width characters, marks of direction. Each is one UTF-16 unit long. An emoji may end
 * with FE0F.
 */
const UNSEEN = /[\s\p{Z}\p{Cc}\u2800]|(?![\uFE00-\uFE0F])\p{Default_Ignorable_Code_Point}/u

/** Those of them that nobody writes inside a word. Joiners and marks of direction belong to some scripts. */
const UNSEEN_INSIDE = /[\u00AD\u200B\u2060\uFEFF]/g

/** It goes unit by unit from both ends: the time for a text from strangers must not grow faster than its length. */
function trimmed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && UNSEEN.test(text[from]!)) from += 1
  while (to > from && UNSEEN.test(text[to - 1]!)) to -= 1
  return text.slice(from, to)
}

const NO_TEXT = /(?!\s)\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|\uFFFD/u

const BLANK = /^[\p{P}\p{Z}\p{C}\p{M}\s$+<=>^`|~]*$/u

/** Templates of survey and recruitment platforms and of mail merges, whole or cut short. */
const TEMPLATES = [
  // {X} {{X}} {{%X%}} ${X} #{X} %{X}, [X] [[X]] [%X%], <X> <%= X %>, «X»
  /\{[^{}]*[\p{L}\p{N}][^{}]*\}/u,
  /\[[^[\]]*[\p{L}\p{N}][^[\]]*\]/u,
  /<[^<>]*[\p{L}\p{N}][^<>]*>/u,
  /[«‹].*[»›]/u,
  // ⟨X⟩ 【X】, and whatever else stands in brackets as a whole; round ones hold words too, such as (null)
  /^(?!\()\p{Ps}.*[\p{L}\p{N}].*\p{Pe}$/u,
  // %X% $X$ @X@ #X# |X| ~X~ !X! __X__
  /^(?=.*[\p{L}\p{N}])([%$@#|~!]+|__).*\1$/u,
  /^\uFFFD\w*%$/,
  // $X :X %X %1$s %(X)s; not %D8, a byte that was encoded once too often
  /^(?:[$:]|%(?![0-9a-f]{2}))\w/i,
  /^[$%]\(/,
  /\{\{|\}\}|\$\{|\[\[|\]\]|<%|%>|\{%|%\}|\*\||\|\*|e:\/\//,
  /^[{[<]+[\p{L}_]|[\p{L}_][}\]>]+$/u,
  /._not_available$/i,
  // The same through HTML or JSON: &lt;X&gt; \\u007bX\\u007d
  /&(?:lt|gt|lbrace|lbrack|lcub|lsqb|#0*(?:60|91|123)|#x0*(?:3c|5b|7b));/i,
  /\\u00(?:3c|5b|7b)/i,
]

const NULL_WORDS =
  /^(?:(?:null|nul|undefined|undef|nan|none|nil|na)+|void|empty|blank|missing|unknown|unset|false|not(?:set|available|applicable|found)|no(?:id|value|data|name|thing)|anon(?:ymous)?|infinity)$/

/** SURVEY_CODE, worker_id, participantID: the name of a parameter where its value should be. */
const NAMES_OF_IDS = [
  /^(?:p?id|uid|uuid|guid|code|token|key)$/i,
  /^(?:[a-z]+[ _-])+(?:p?id|uid|code|token)$/i,
  /^[a-z]+(?:[A-Z][a-z]+)*(?:I[Dd]|P[Ii][Dd]|Code|Token)$/,
  /^(?:[A-Z]+_)+(?:HERE|ME|KEY|NAME|NUMBER)$/,
  /^(?:participant|prolific|worker|assignment|hit|respondent|response|survey|session|study|subject|panel|user|student|sona)(?:p?id|code)$/i,
  // (PID) -=PID=- _PID_ ^PID^ `PID`, and @PID #PID !PID: signs about or before letters alone
  /^\(+[\p{L}_ ]+\)+$/u,
  /^[-=_^`*+.]+\p{L}[\p{L}_ ]*[-=_^`*+.]+$/u,
  /^(?:@[A-Z_]+|[#!&^]\p{L}[\p{L}_]*)$/u,
]

const YOUR_ID = /^(?:your\p{L}*(?:id|code)(?:here)?|\p{L}*(?:id|code)here|(?:enter|insert|paste)\p{L}*)$/u

const PLACEHOLDERS =
  /^(?:0+|test(?:s|er|ing|id|pid|user|participant)?\d*|x{2,}|0x0+|example|sample|dummy|placeholder|todo|tbd|true|debug|preview|guest|user|worker|participant|respondent|subject|prolific|mturk|sona|objectobject)$/
