import type { FastifyReply } from 'fastify'
import type * as z from 'zod'
import { type Problem, STATUS } from '../../shared/protocol/problem.ts'

/** Answers with a problem and its status. */
export function refuse(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(STATUS[problem.code]).send({ problem })
}

/** The first things that are wrong with an input, by place; never the input itself. */
export function malformed(error: z.ZodError): Problem {
  const wrong = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`)
  return { code: 'malformed', message: `${wrong.join('; ')}.` }
}
