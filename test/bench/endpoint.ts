// Runs as a process of its own: an endpoint that streams tokens, each the time at which it was due.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenModel } from './model.ts'

const model = tokenModel({ tokensPerSecond: 30, tokens: 10_000 })

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const abort = new AbortController()
  response.on('close', () => abort.abort())
  const chunk = (piece: string) => {
    const body = {
      id: 'x',
      object: 'chat.completion.chunk',
      model: 'tokens',
      choices: [{ index: 0, delta: { content: piece }, finish_reason: null }],
    }
    response.write(`data: ${JSON.stringify(body)}\n\n`)
  }
  void model.reply({ messages: [], settings: {} }, { signal: abort.signal, onText: chunk })
})
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
