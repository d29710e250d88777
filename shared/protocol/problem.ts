import type { Refusal } from '../session/refusal.ts'

/** Why a request was not carried out. The same codes are used over HTTP and sockets. */
export type ProblemCode =
  | Refusal['code']
  | 'malformed'
  | 'too-large'
  | 'unauthorised'
  | 'forbidden'
  | 'unknown-study'
  | 'unknown-session'
  | 'unknown-route'
  | 'conflicting-id'
  | 'paused'
  | 'too-many'
  | 'internal'

/**
 * What went wrong, where, and the remedy, in English for engineers. The client has its own calm words for each `code`.
 */
export type Problem = { code: ProblemCode; message: string }

/** HTTP status of a problem. */
export const STATUS: Readonly<Record<ProblemCode, number>> = {
  'out-of-order': 409,
  ended: 410,
  'wrong-stage': 409,
  'unknown-item': 404,
  'unfit-answer': 422,
  incomplete: 409,
  stale: 409,
  busy: 409,
  limit: 409,
  'not-offered': 422,
  malformed: 400,
  'too-large': 413,
  unauthorised: 401,
  forbidden: 403,
  'unknown-study': 404,
  'unknown-session': 404,
  'unknown-route': 404,
  'conflicting-id': 409,
  paused: 503,
  'too-many': 429,
  internal: 500,
}
