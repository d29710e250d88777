// Runs as a process of its own: an endpoint that answers "2" after a while, as a stream, and counts what it is asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const latencyMs = Number(process.argv[2])
const chunk = (body: object) =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: 'slow', ...body })}\n\n`
const answer = [
  chunk({ choices: [{ index: 0, delta: { content: '2' }, finish_reason: null }] }),
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  chunk({ choices: [], usage: { prompt_tokens: 80, completion_tokens: 1, total_tokens: 81 } }),
  'data: [DONE]\n\n',
].join('')

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(answer)
    }, latencyMs)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
