import { existsSync } from 'node:fs'
import path from 'node:path'

/** The environment, with what `.env` in the project says for variables that are not set. */
export function readEnvironment(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const file = path.resolve(import.meta.dirname, '..', '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return env
}
