import type { Exchange } from './exchange.ts'

/** One way of answering a request. */
export type Dialect = (exchange: Exchange) => void | Promise<void>

/** What the endpoint says unless a dialect says otherwise: two scripts, and a character of four code points. */
export const PIECES = ['Peace ', 'be upon you. ', 'السلام ', 'عليكم ', '👩🏽‍🌾', '!'] as const
export const TEXT = PIECES.join('')

/** A reply in full, in pieces of one word each. */
export function saying(text: string): Dialect {
  return async (exchange) => {
    exchange.open()
    await exchange.sayAll(text.split(/(?<=\s)/))
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  }
}

/** Ends a reply with this finish reason after some text, or none. */
function endingWith(reason: string, pieces: readonly string[]): Dialect {
  return async (exchange) => {
    exchange.open()
    await exchange.sayAll(pieces)
    await exchange.finish(reason)
    await exchange.usage()
    await exchange.done()
  }
}

/** The ways in which endpoints that work differ from each other. */
export const dialects = {
  normal: endingWith('stop', PIECES),
  length: endingWith('length', PIECES),
  'length-before-text': endingWith('length', []),
  filtered: endingWith('content_filter', PIECES.slice(0, 1)),
  'unknown-finish-reason': endingWith('eos', PIECES),

  'no-usage': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES)
    await exchange.finish('stop')
    await exchange.done()
  },
  'usage-in-every-chunk': async (exchange) => {
    exchange.open()
    let count = 0
    for (const piece of PIECES) {
      count += 1
      const usage = { prompt_tokens: 7, completion_tokens: count }
      await exchange.event({ ...exchange.chunk({ content: piece }, count === PIECES.length ? 'stop' : null), usage })
    }
    await exchange.done()
  },
  'null-usage': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) await exchange.event({ ...exchange.chunk({ content: piece }), usage: null })
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  },
  'no-finish-reason': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) await exchange.event(exchange.chunkOf([{ index: 0, delta: { content: piece } }]))
    await exchange.done()
  },
  'no-done': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES)
    await exchange.finish('stop')
    exchange.response.end()
  },
  'done-without-blank-line': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) await exchange.event(exchange.chunkOf([{ index: 0, delta: { content: piece } }]))
    exchange.response.end('data: [DONE]')
  },
  'open-after-finish': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES)
    await exchange.finish('stop')
  },
  'open-after-done': async (exchange) => {
    exchange.open()
    await exchange.sayAll(PIECES)
    await exchange.finish('stop')
    await exchange.event('[DONE]')
  },
  'role-first': async (exchange) => {
    exchange.open()
    await exchange.event(exchange.chunk({ role: 'assistant', content: null, refusal: null }))
    await exchange.event(exchange.chunk({ role: 'assistant', content: '' }))
    await exchange.sayAll(PIECES)
    await exchange.event(exchange.chunk({ content: null }, 'stop'))
    await exchange.usage()
    await exchange.done()
  },
  'several-choices': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) {
      await exchange.event(exchange.chunkOf([{ index: 1, delta: { content: 'other ' }, finish_reason: 'length' }]))
      await exchange.event(
        exchange.chunkOf([
          { index: 0, delta: { content: piece }, finish_reason: null },
          { index: 1, delta: { content: 'other ' }, finish_reason: null },
        ]),
      )
    }
    await exchange.finish('stop')
    await exchange.done()
  },
  reasoning: async (exchange) => {
    exchange.open()
    await exchange.event(exchange.chunk({ role: 'assistant', reasoning_content: 'They greet me. ' }))
    await exchange.event(exchange.chunk({ reasoning: 'I greet back.', content: '' }))
    await exchange.sayAll(PIECES)
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  },
  'content-parts': async (exchange) => {
    exchange.open()
    const thought = { type: 'thinking', text: 'Hm.', thinking: [{ type: 'text', text: 'Hm.' }] }
    for (const text of PIECES) await exchange.event(exchange.chunk({ content: [thought, { type: 'text', text }] }))
    await exchange.finish('stop')
    await exchange.done()
  },
  crlf: async (exchange) => {
    exchange.lineEnd = '\r\n'
    await endingWith('stop', PIECES)(exchange)
  },
  comments: async (exchange) => {
    exchange.open()
    await exchange.write(': PROCESSING\n\nid: 1\nretry: 500\n\n')
    for (const piece of PIECES) {
      await exchange.write(': keep-alive\n\n')
      await exchange.say(piece)
    }
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  },
  'no-space': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) await exchange.write(`data:${JSON.stringify(exchange.chunk({ content: piece }))}\n\n`)
    await exchange.finish('stop')
    await exchange.done()
  },
  'data-in-lines': async (exchange) => {
    exchange.open()
    for (const piece of PIECES) {
      const lines = JSON.stringify(exchange.chunk({ content: piece }), null, 1).split('\n')
      await exchange.write(`${lines.map((line) => `data: ${line}`).join('\n')}\n\n`)
    }
    await exchange.finish('stop')
    await exchange.done()
  },
  'split-bytes': async (exchange) => {
    exchange.open()
    const stream = PIECES.map((piece) => `data: ${JSON.stringify(exchange.chunk({ content: piece }))}\r\n\r\n`)
    // Three bytes at a time: no character of the Arabic or the emoji can be told from one write alone.
    const bytes = Buffer.from(`${stream.join('')}data: [DONE]\r\n\r\n`)
    for (let from = 0; from < bytes.length; from += 3) await exchange.write(bytes.subarray(from, from + 3))
    exchange.response.end()
  },
  batched: async (exchange) => {
    exchange.open()
    const events = PIECES.map((piece) => `data: ${JSON.stringify(exchange.chunk({ content: piece }))}\n\n`)
    await exchange.write(events.join(''))
    await exchange.finish('stop')
    await exchange.done()
  },
  huge: async (exchange) => {
    exchange.open()
    const word = 'مرحبا '.repeat(40)
    const events = `data: ${JSON.stringify(exchange.chunk({ content: word }))}\n\n`.repeat(100)
    for (let part = 0; part < 8; part += 1) await exchange.write(events)
    await exchange.finish('stop')
    await exchange.done()
  },
  refusal: async (exchange) => {
    exchange.open()
    await exchange.event(exchange.chunk({ role: 'assistant', refusal: 'I will not ' }))
    await exchange.event(exchange.chunk({ refusal: 'say that.' }))
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  },
  'not-streamed': (exchange) => {
    const message = { role: 'assistant', content: TEXT, refusal: null }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    exchange.answer(200, {
      ...exchange.chunkOf(choices),
      object: 'chat.completion',
      usage: { prompt_tokens: 7, completion_tokens: 11 },
    })
  },
  /** Refuses two messages of one role in a row, as the chat templates of several open models do. */
  alternating: (exchange) => {
    const roles = exchange.received.body.messages.map(({ role }) => role)
    if (roles.every((role, at) => role !== roles[at - 1])) return endingWith('stop', PIECES)(exchange)
    const message = 'After the optional system message, conversation roles must alternate user/assistant.'
    exchange.answer(400, { error: { message, type: 'BadRequestError' } })
  },
  /** Refuses the system role, as the chat templates of some open models do. */
  systemless: (exchange) => {
    if (exchange.received.body.messages.every(({ role }) => role !== 'system'))
      return endingWith('stop', PIECES)(exchange)
    exchange.answer(400, { error: { message: 'System role not supported', type: 'BadRequestError' } })
  },
  /** Refuses a parameter that it does not know. */
  strict: (exchange) => {
    if (!exchange.received.body.stream_options) return endingWith('stop', PIECES)(exchange)
    exchange.answer(400, { error: { message: 'Unrecognized request argument: stream_options', type: 'invalid' } })
  },
} satisfies Record<string, Dialect>
