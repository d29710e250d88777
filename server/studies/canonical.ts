import { canonicalJson } from '../../shared/canonical-json.ts'
import { sha256 } from '../digest.ts'

/** SHA-256 of a value's canonical JSON in lower-case hexadecimal, 64 characters: the name of a study's version. */
export function canonicalHash(value: unknown): string {
  return sha256(canonicalJson(value))
}
