import OpenAI, { APIError } from 'openai'

/**
 * The `openai` client, set up for our use. It has no retries, time limits or logging of its own, takes nothing from the
 * environment, and its status errors keep the whole body. If `key` is undefined, it sends no Authorization header.
 */
export class Client extends OpenAI {
  constructor(baseUrl: string, key: string | undefined, longestMs: number) {
    super({
      baseURL: baseUrl,
      // If a value is absent, the package takes it from the environment. It could send one provider's key to another.
      apiKey: key ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      ...(key === undefined && { defaultHeaders: { Authorization: null } }),
      maxRetries: 0,
      // This limit must never be the first to end: our own limits name what has happened.
      timeout: longestMs + 60_000,
      // The package would print what people wrote.
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

/** How many bytes of an error's body are read. What went wrong stands at its beginning. */
const LONGEST_ERROR = 100_000

/** Shortens the bodies of errors, since the package would read each of them whole, however long it is. */
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
    // Leaving the loop closes the connection.
    if (bytes > LONGEST_ERROR) break
  }
  return text
}
