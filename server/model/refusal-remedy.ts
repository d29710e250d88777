import type { Json, Parameters, RequestParameters } from '../../shared/study/request-parameters.ts'
import type { Endpoint } from './endpoint.ts'
import type { RefusedParameter } from './refused-parameters.ts'

/** The other name of `max_tokens`, for endpoints that refuse it by name, unless the endpoint names another. */
const OTHER_NAME: Readonly<Record<string, string>> = { max_tokens: 'max_completion_tokens' }

/** The sampling parameters that a study can set, and so can change. */
const OF_STUDY = ['temperature', 'top_p', 'max_tokens', 'seed']

/** What to change: the binding as it should be, the parts of it to write anew, and in words what to do. */
type Advice = {
  next: RequestParameters
  rewritten: ('rename' | 'drop')[]
  takeOut: string[]
  ofAdd: string[]
  ofStudy: string[]
  /** Sampling parameters of the study that no longer work after the change. */
  lost: string[]
}

/**
 * A sentence, without its end, that says what an endpoint refused, which setting to change, and the line to write. The
 * line keeps what the binding says already. `asked`: the parameters as they were before the binding changed them.
 */
export function refusalRemedy(
  refused: readonly RefusedParameter[],
  asked: Parameters,
  { alias, parameters, parametersIn }: Pick<Endpoint, 'alias' | 'parameters' | 'parametersIn'>,
): string {
  const { next, rewritten, takeOut, ofAdd, ofStudy, lost } = adviceOn(refused, asked, parameters)
  const isPlain = parametersIn === 'PARALLAX_MODEL_PARAMETERS'
  const where = isPlain ? 'in PARALLAX_MODEL_PARAMETERS' : `in PARALLAX_MODELS, alias "${alias}",`
  const lines = rewritten.map((part) => `${part}: ${flow(next[part])}`)
  const clauses = [
    ...(isPlain && lines.length + takeOut.length > 0 ? [assignment(next)] : []),
    ...(!isPlain && lines.length > 0 ? [`${where} write ${lines.join(' and ')}`] : []),
    ...(!isPlain && takeOut.length > 0 ? [`${where} take ${takeOut.join(' and ')}`] : []),
    ...(ofAdd.length > 0 ? [`${where} give ${ofAdd.join(' and ')} another value under add`] : []),
    ...(ofStudy.length > 0
      ? [`in the study, under model.settings, give ${ofStudy.join(' and ')} a value it takes`]
      : []),
    ...(lost.length > 0 ? [`then the endpoint's own ${lost.join(' and ')} is used, and not the study's`] : []),
  ]
  const together = refused.some(({ why }) => why === 'together') ? ' together' : ''
  return `The endpoint refused ${refused.map(shown).join(' and ')}${together}: ${clauses.join('; ')}`
}

function adviceOn(
  refused: readonly RefusedParameter[],
  asked: Parameters,
  parameters: RequestParameters = { rename: {}, drop: [], add: {} },
): Advice {
  const advice: Advice = {
    next: structuredClone(parameters),
    rewritten: [],
    takeOut: [],
    ofAdd: [],
    ofStudy: [],
    lost: [],
  }
  const { next, rewritten, takeOut, ofAdd, ofStudy, lost } = advice
  for (const { name, why, instead } of withoutFirstOfTogether(refused)) {
    const from = Object.keys(parameters.rename).find((one) => parameters.rename[one] === name)
    const other = instead ?? OTHER_NAME[name]
    if (Object.hasOwn(parameters.add, name) && !Object.hasOwn(asked, name)) {
      if (why === 'value') ofAdd.push(name)
      else {
        takeOut.push(`${name} out of add`)
        delete next.add[name]
      }
    } else if (why === 'value' && OF_STUDY.includes(from ?? name)) ofStudy.push(from ?? name)
    else if (from !== undefined) {
      takeOut.push(`${from} out of rename`)
      delete next.rename[from]
    } else if (why === 'unknown' && other !== undefined) {
      rewritten.push('rename')
      next.rename[name] = other
    } else {
      if (!rewritten.includes('drop')) rewritten.push('drop')
      next.drop = [...next.drop, name].sort()
      if (OF_STUDY.includes(name)) lost.push(name)
    }
  }
  return advice
}

/** If parameters are refused only because they come together, the first may stay. */
function withoutFirstOfTogether(refused: readonly RefusedParameter[]): readonly RefusedParameter[] {
  const first = refused.filter(({ why }) => why === 'together').length > 1 ? refused.find(isTogether) : undefined
  return refused.filter((one) => one !== first)
}

function isTogether({ why }: RefusedParameter): boolean {
  return why === 'together'
}

function shown({ name, why }: RefusedParameter): string {
  return why === 'value' ? `the value of "${name}"` : `"${name}"`
}

/** The whole setting, quoted for a shell and for `.env`. */
function assignment(next: RequestParameters): string {
  const parts = (['rename', 'drop', 'add'] as const).filter((part) => Object.keys(next[part]).length > 0)
  if (parts.length === 0) return 'unset PARALLAX_MODEL_PARAMETERS'
  return `write PARALLAX_MODEL_PARAMETERS='{ ${parts.map((part) => `${part}: ${flow(next[part])}`).join(', ')} }'`
}

/** A value as people write YAML on one line. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${word(key)}: ${flow(member)}`)
      .join(', ')} }`
  return typeof value === 'string' ? word(value) : JSON.stringify(value)
}

/** A text without quotes where YAML reads it as a text. */
function word(text: string): string {
  if (/^[A-Za-z_][\w-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text
  // A quote would end the setting in a shell.
  return JSON.stringify(text).replaceAll("'", '\\u0027')
}
