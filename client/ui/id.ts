/** A random id of the URL-safe alphabet. 16 bytes give 22 characters, and no two ids will ever be equal in practice. */
export function randomId(bytes = 16): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes))
  return btoa(String.fromCharCode(...drawn))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
