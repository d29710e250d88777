import { createHash, createHmac, randomBytes } from 'node:crypto'

/** SHA-256 of a text, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Keyed digest of a text, URL-safe. Without the key, it tells nothing about the text. */
export function keyed(key: string, text: string, length: number): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, length)
}

/** A fresh random secret, URL-safe. */
export function freshSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}
