import OpenAI, { APIError } from 'openai'

/**
 * The `openai` client as we want it: no retries, time limits or logging of its own, nothing taken from the
 * environment, and status errors that keep the whole body. `key` undefined sends no Authorization header.
 */
export class Client extends OpenAI {
  constructor(baseUrl: string, key: string | undefined, longestMs: number) {
    super({
      baseURL: baseUrl,
      // The package would fill what is absent from the environment, and so send one provider's key to another.
      apiKey: key ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      ...(key === undefined && { defaultHeaders: { Authorization: null } }),
      maxRetries: 0,
      // Never the first to expire: our own bounds name what has happened.
      timeout: longestMs + 60_000,
      // It would print what people wrote.
      logLevel: 'off',
      // A redirected POST arrives as a GET without a body, which explains nothing.
      fetchOptions: { redirect: 'manual' },
      fetch: withShortErrors,
    })
  }

  /** The package keeps only the field `error`; many compatible servers put their words elsewhere, or send no JSON. */
  protected override makeStatusError(
    status: number,
    body: object | undefined,
    text: string | undefined,
    headers: Headers,
  ): InstanceType<typeof APIError> {
    return new APIError(status, body ?? text, text, headers)
  }
}

/** Bytes of an error's body that are read: what went wrong stands at its beginning. */
const LONGEST_ERROR = 100_000

/** The package reads the body of an error whole, however long it is. */
async function withShortErrors(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request)
  if (!response.ok) Object.defineProperty(response, 'text', { value: () => beginningOf(response) })
  return response
}

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const part of body ?? []) {
    text += decoder.decode(part, { stream: true })
    bytes += part.length
    // Leaving the loop hangs up.
    if (bytes > LONGEST_ERROR) break
  }
  return text
}
