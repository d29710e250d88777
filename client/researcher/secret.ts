const KEY = 'parallax.researcher'

/**
 * The researcher's secret of this tab. It comes with the address after `#key=`, a part that a browser sends to nobody.
 * It is removed from the address at once, so that it is neither bookmarked nor shown on a shared screen.
 */
export function takeSecret(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('key')
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search)
    keepSecret(given)
  }
  return sessionStorage.getItem(KEY)
}

export function keepSecret(secret: string): void {
  sessionStorage.setItem(KEY, secret)
}

export function forgetSecret(): void {
  sessionStorage.removeItem(KEY)
}
