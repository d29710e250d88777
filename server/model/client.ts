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
