import type { ProblemResponse } from '../../shared/protocol/http.ts'
import type { ProblemCode } from '../../shared/protocol/problem.ts'

/** What the server said. `away`: it could not be reached, or the answer was not one of our server. */
export type Answered<Body> = { ok: true; body: Body } | { ok: false; code: ProblemCode | 'away'; message: string }

/** Asks the server for JSON. Never throws: a refusal and a broken connection are values. */
export async function ask<Body>(url: string, init: RequestInit = {}): Promise<Answered<Body>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
    const body: unknown = await response.json()
    if (response.ok) return { ok: true, body: body as Body }
    if (isProblem(body)) return { ok: false, ...body.problem }
    return { ok: false, code: 'away', message: `The server answered ${response.status}.` }
  } catch (error) {
    return { ok: false, code: 'away', message: String(error) }
  }
}

/** Does the same as `ask`, with a JSON body. */
export function post<Body>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered<Body>> {
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function isProblem(body: unknown): body is ProblemResponse {
  return typeof body === 'object' && body !== null && 'problem' in body
}
