import { existsSync } from 'node:fs'
import path from 'node:path'

/** The environment. Variables that are not set are taken from `.env` in the project. */
export function readEnvironment(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const file = path.resolve(import.meta.dirname, '..', '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return env
}
