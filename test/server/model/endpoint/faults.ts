import { type Dialect, PIECES } from './dialects.ts'

/** 429, with the wait it asks for in the header of that name. */
export function rateLimited(header: Record<string, string> = {}): Dialect {
  return (exchange) =>
    exchange.answer(429, { error: { message: 'Too many requests', type: 'rate_limit_error' } }, header)
}

/** Any status with any body. */
export function answering(status: number, body: unknown, headers: Record<string, string> = {}): Dialect {
  return (exchange) => exchange.answer(status, body, headers)
}

/** Says the pieces, if any, then nothing more, with the connection left open. */
function fallingSilentAfter(pieces: readonly string[]): Dialect {
  return async (exchange) => {
    exchange.open()
    await exchange.sayAll(pieces)
  }
}

/** The ways in which endpoints fail. */
export const faults = {
  'json-error': answering(200, { error: { message: 'The model is loading', type: 'server_error' } }),
  'json-rate-limit': answering(200, { error: { message: 'Slow down', code: 429 } }),
  'error-before-text': async (exchange) => {
    exchange.open()
    await exchange.event({ error: { message: 'Overloaded', type: 'overloaded_error' } }, 'error')
    exchange.response.end()
  },
  'error-in-mid-stream': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    await exchange.event({ error: { message: 'Out of memory', code: 502 } })
    await exchange.done()
  },
  'bare-error-event': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    await exchange.event({ message: 'Worker died' }, 'error')
    await exchange.done()
  },
  'broken-finish': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    await exchange.finish('error')
    await exchange.done()
  },
  'cut-before-text': (exchange) => {
    exchange.open()
    exchange.response.end()
  },
  'cut-cleanly': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    exchange.response.end()
  },
  'cut-mid-json': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    exchange.response.end(`data: ${JSON.stringify(exchange.chunk({ content: 'lost' })).slice(0, -20)}`)
  },
  /** Dropped before the client can have asked for more, so some of the text may never arrive. */
  'dropped-mid-stream': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES.slice(0, 2))
    exchange.drop()
  },
  'silent-before-headers': () => {},
  'silent-before-text': fallingSilentAfter([]),
  'silent-after-role': async (exchange) => {
    exchange.open()
    await exchange.event(exchange.chunk({ role: 'assistant', content: '' }))
  },
  'silent-after-reasoning': async (exchange) => {
    exchange.open()
    await exchange.event(exchange.chunk({ reasoning_content: 'Let me see. ' }))
  },
  /** Stays alive and never says anything: comments are no sign of life of the model. */
  'comments-only': async (exchange) => {
    exchange.open()
    const beat = setInterval(() => exchange.response.write(': keep-alive\n\n'), 5)
    await exchange.received.closed
    clearInterval(beat)
  },
  'silent-in-mid-stream': fallingSilentAfter(PIECES.slice(0, 2)),
  /** Never pauses and never ends. */
  endless: async (exchange) => {
    exchange.open()
    const beat = setInterval(() => void exchange.say('more '), 5)
    await exchange.received.closed
    clearInterval(beat)
  },
  /** Says more and more until it is hung up on. */
  boundless: async (exchange) => {
    exchange.open()
    while (!exchange.response.destroyed)
      await Promise.race([exchange.say('on and on '.repeat(5_000)), exchange.received.closed])
  },
  'rate-limited': rateLimited(),
  'quota-used-up': answering(429, { error: { message: 'Out of credit', type: 'x', code: 'insufficient_quota' } }),
  'server-error': answering(500, { error: { message: 'Internal error' } }),
  'bad-gateway': answering(502, '<html><h1>502 Bad Gateway</h1></html>'),
  unauthorised: answering(401, { error: { message: 'Incorrect API key', code: 'invalid_api_key' } }),
  'bad-request': answering(400, { error: { message: 'temperature must be at most 2', param: 'temperature' } }),
  'bad-request-detail': answering(422, { detail: 'messages: field required' }),
  'filtered-prompt': answering(400, { error: { message: 'The prompt was filtered', code: 'content_filter' } }),
  redirect: answering(301, '', { location: 'https://elsewhere.example/v1/' }),
  html: answering(200, '<!DOCTYPE html>\n<html><body>Sign in to the hotel network</body></html>'),
  'not-json': async (exchange) => {
    exchange.open()
    await exchange.event('{"choices": [oops')
    await exchange.done()
  },
  empty: async (exchange) => {
    exchange.open()
    await exchange.finish('stop')
    await exchange.done()
  },
  blank: async (exchange) => {
    exchange.open()
    await exchange.sayAll(['\n', '\n'])
    await exchange.finish('stop')
    await exchange.done()
  },
  reset: (exchange) => exchange.reset(),
  /** Puts what it was sent as authorization into its error, in the open and escaped. */
  'echo-authorization': (exchange) => {
    const sent = exchange.received.headers.authorization ?? ''
    exchange.answer(401, { error: { message: `Bad ${sent} (${encodeURIComponent(sent)}) ${JSON.stringify(sent)}` } })
  },
  'echo-in-stream': async (exchange) => {
    exchange.open()
    await exchange.event({ error: exchange.received.headers.authorization })
    await exchange.done()
  },
  'echo-unread': (exchange) => exchange.answer(200, `<p>${exchange.received.headers.authorization}</p>`.repeat(50)),
} satisfies Record<string, Dialect>
