import path from 'node:path'
import * as z from 'zod'
import { MOST_CALLS } from './model/limited.ts'

const root = path.resolve(import.meta.dirname, '..')

const PublicUrl = z
  .url({ protocol: /^https?$/, error: 'it is not an http or https address', abort: true })
  .regex(
    /^[^:]*:\/\/[^/?#@]+(\/[^?#]*)?$/,
    'it has more than a host, a port and a path, but links are made by adding to its end',
  )
  .transform((text) => text.replace(/\/+$/, ''))

/** What the environment may say; each variable is described in .env.example. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PARALLAX_DATA: z.string().min(1).default('data'),
  PARALLAX_STUDIES: z.string().min(1).default('studies'),
  PARALLAX_PUBLIC_URL: PublicUrl.optional(),
  PARALLAX_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
  PARALLAX_RESEARCHER_SECRET: z.string().min(16, 'it needs at least 16 characters').optional(),
  PARALLAX_MODEL_CONCURRENCY: z.coerce.number().int().min(1).max(100_000).default(MOST_CALLS),
  PARALLAX_RESPONDER_MISBEHAVE: z.string().optional(),
})

export type Config = {
  root: string
  port: number
  host: string
  dataFolder: string
  studiesFolder: string
  /** The address that participants reach. If it is absent, it is the address that the server listens on. */
  publicUrl: string | undefined
  logLevel: string
  researcherSecret: string | undefined
  /** How many calls of one model may be under way at once. */
  modelConcurrency: number
  misbehave: string | undefined
}

/**
 * Reads the environment. Gives a list of sentences when a value in it cannot be used. Folders are relative to the
 * project.
 */
export function readConfig(
  env: Record<string, string | undefined>,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(
        ({ path: [name], message }) => `${shown(String(name), env)} cannot be used: ${message}. See .env.example.`,
      ),
    }
  const { data } = parsed
  return {
    ok: true,
    config: {
      root,
      port: data.PORT,
      host: data.HOST,
      dataFolder: path.resolve(root, data.PARALLAX_DATA),
      studiesFolder: path.resolve(root, data.PARALLAX_STUDIES),
      publicUrl: data.PARALLAX_PUBLIC_URL,
      logLevel: data.PARALLAX_LOG,
      researcherSecret: data.PARALLAX_RESEARCHER_SECRET,
      modelConcurrency: data.PARALLAX_MODEL_CONCURRENCY,
      misbehave: data.PARALLAX_RESPONDER_MISBEHAVE,
    },
  }
}

/** A variable with its value, which may appear in the logs of a service. The value of a secret is not shown. */
function shown(name: string, env: Record<string, string | undefined>): string {
  return name === 'PARALLAX_RESEARCHER_SECRET' ? name : `${name}="${env[name]}"`
}
