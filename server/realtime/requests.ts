import type * as z from 'zod'
import { type Ack, CatchUp, Proposal, Telemetry } from '../../shared/protocol/socket.ts'
import type { Runner } from './runner.ts'

/**
 * Does what a socket asks for by the event's name, and resolves with the answer. `given` is what came with the event.
 */
export type Requests = (session: string, name: unknown, given: unknown) => Promise<unknown>

/** What a participant's client may ask of the runner. */
export function requestsOf(runner: Runner): Requests {
  return async (session, name, given) => {
    switch (name) {
      case 'propose': {
        const parsed = Proposal.safeParse(given)
        return parsed.success ? runner.propose(session, parsed.data) : malformed(parsed.error)
      }
      case 'catchUp': {
        const parsed = CatchUp.safeParse(given)
        return parsed.success ? runner.catchUp(session, parsed.data.after) : malformed(parsed.error)
      }
      case 'telemetry': {
        const parsed = Telemetry.safeParse(given)
        return parsed.success ? runner.noteTelemetry(session, parsed.data) : malformed(parsed.error)
      }
      default:
        return UNKNOWN
    }
  }
}

const UNKNOWN: Extract<Ack, { ok: false }> = {
  ok: false,
  problem: {
    code: 'unknown-route',
    message: 'There is no such event; a client sends propose, catchUp and telemetry.',
  },
}

function malformed(error: z.ZodError): Extract<Ack, { ok: false }> {
  const wrong = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`)
  return { ok: false, problem: { code: 'malformed', message: `${wrong.join('; ')}.` } }
}
