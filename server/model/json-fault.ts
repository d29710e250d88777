/** Deep enough for any parameter. It also ends the search in a value that contains itself, which YAML allows. */
const DEEPEST = 12

/** `apiKey`, `api_key`, `Authorization`; not `max_tokens`, `ignore_eos_token` or `prompt_cache_key`. */
const SECRET_NAME =
  /(^|[_-]|api)key$(?<!cache[_-]key)|^token$|(api|access|auth|bearer|session|refresh|hf)[_-]?token$|secret|passw(or)?d|authori[sz]ation|credential|cookie|^auth$|^bearer$/

/** How keys of well-known providers begin. */
const SECRET_VALUE = /^(Bearer |sk-|gsk_|xai-|hf_|ghp_|github_pat_|AIza|AKIA|pplx-|nvapi-|eyJ)\S{8}/

/**
 * Why a value may not be kept in data: it is no JSON, or it looks like a secret. `name` is the path to the value, for
 * the message. `secrets` are texts that must not be in it. Null if the value may be kept.
 */
export function jsonFault(
  name: string,
  value: unknown,
  secrets: readonly string[],
  depth = 0,
): { what: string; remedy: string } | null {
  if (name.includes(NO_NAME))
    return { what: `"${name}" cannot be kept as a name in data.`, remedy: 'Take it out, or choose another name.' }
  if (isSecretName(name.slice(name.lastIndexOf('.') + 1)))
    return {
      what: `"${name}" looks like a secret, and what is added stands on every row of data.`,
      remedy: SECRET_REMEDY,
    }
  if (depth > DEEPEST) return { what: `"${name}" is nested too deep.`, remedy: 'Give a value of few levels.' }
  if (typeof value === 'object' && value !== null) {
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return noJson(name)
    for (const [key, member] of Object.entries(value)) {
      if (looksLikeKey(key, secrets)) return secretAmongNames(`inside of "${name}"`)
      const fault = jsonFault(Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`, member, secrets, depth + 1)
      if (fault !== null) return fault
    }
    return null
  }
  if (typeof value === 'string')
    return looksLikeKey(value, secrets)
      ? {
          what: `The value of "${name}" looks like a key, and what is added stands on every row of data.`,
          remedy: SECRET_REMEDY,
        }
      : null
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return noJson(name)
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? {
          what: `"${name}" is too large a whole number to be sent as it was written.`,
          remedy: 'Give a smaller one, or quote it.',
        }
      : null
  }
  return typeof value === 'boolean' || value === null ? null : noJson(name)
}

/** Whether a text is one of the secrets, contains one, or begins as keys of well-known providers do. */
export function looksLikeKey(text: string, secrets: readonly string[]): boolean {
  return SECRET_VALUE.test(text) || secrets.some((secret) => secret.length >= SHORTEST && text.includes(secret))
}

/** A text without the words that look like a key. */
export function withoutKeys(text: string, secrets: readonly string[]): string {
  return text.replace(/[^\s"',;:()[\]{}]+/g, (word) => (looksLikeKey(word, secrets) ? '(a key, not shown)' : word))
}

/** The problem when a key stands in the place of a name. The key is not shown, since messages are logged. */
export function secretAmongNames(where: string): { what: string; remedy: string } {
  return {
    what: `A name ${where} looks like a key (it is not shown), and names stand on every row of data.`,
    remedy: SECRET_REMEDY,
  }
}

/** The code that reads data back ignores a member of this name. So it would be sent, but the data would not show it. */
const NO_NAME = '__proto__'

/** A shorter key is a word such as "none", which is given for endpoints without keys. */
const SHORTEST = 8

const SECRET_REMEDY = 'Put a key into a variable and name that in apiKeyEnv.'

function noJson(name: string) {
  return {
    what: `The value of "${name}" is not JSON.`,
    remedy: 'Give a text, a number, true, false, null, a list or a map.',
  }
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase())
}
