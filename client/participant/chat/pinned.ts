import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Distance in pixels at which the page still counts as being at its end. */
const NEAR_END = 8

/** How long after a wheel, touch or key event a movement counts as the person's own, in milliseconds. */
const MEANT_MS = 300

/**
 * Keeps the end of the page in sight while the page grows, as long as the person is there. A person who scrolls up
 * stays where they are; `below` then says that something new came below, and `toEnd` goes there. `grows` is the part
 * that gets longer. `end` changes with the last thing in it, and is null while there is none.
 */
export function usePinned(
  grows: RefObject<HTMLElement | null>,
  end: string | null,
): { below: boolean; toEnd: () => void } {
  const [below, setBelow] = useState(false)
  // A talk that has not begun is read from its introduction.
  const pinned = useRef(end !== null)
  /** When the person last went to the end, or sent something, which is the same. */
  const wentAt = useRef(Number.NEGATIVE_INFINITY)
  /** From then until the end is reached. Whoever has just sent something counts as being there. */
  const going = useRef(false)

  const follow = useCallback(() => {
    pinned.current = true
    setBelow(false)
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
  }, [])
  const toEnd = useCallback(() => {
    wentAt.current = performance.now()
    going.current = true
    follow()
  }, [follow])

  useEffect(() => {
    const root = document.documentElement
    let lastTop = scrollY
    let lastHeight = root.scrollHeight
    let meantAt = Number.NEGATIVE_INFINITY
    const onScroll = () => {
      if (root.scrollHeight - scrollY - root.clientHeight < NEAR_END) {
        pinned.current = true
        going.current = false
        setBelow(false)
      } else if (scrollY < lastTop - 1) {
        // The browser scrolls up by itself when the page gets shorter, as when a sent text leaves the composer. The
        // person did not do that. The key that sends is no wish to scroll either.
        const asked = meantAt > wentAt.current && performance.now() - meantAt < MEANT_MS
        const moved = root.scrollHeight === lastHeight && !going.current
        if (asked || moved) pinned.current = false
      }
      lastTop = scrollY
      lastHeight = root.scrollHeight
    }
    const onMeant = () => {
      meantAt = performance.now()
    }
    const watch = new ResizeObserver(() => pinned.current && follow())
    if (grows.current !== null) watch.observe(grows.current)
    const stop = new AbortController()
    const passive = { passive: true, signal: stop.signal }
    addEventListener('scroll', onScroll, passive)
    // Before the page takes the key, so that what the key sends comes after it.
    for (const kind of ['wheel', 'touchmove', 'keydown'] as const)
      addEventListener(kind, onMeant, { ...passive, capture: true })
    // The composer may grow, or the keyboard may appear. Then too, the end of the talk stays in sight.
    addEventListener('resize', () => pinned.current && follow(), passive)
    return () => {
      watch.disconnect()
      stop.abort()
    }
  }, [grows, follow])

  const endBefore = useRef(end)
  useEffect(() => {
    if (end !== endBefore.current && !pinned.current) setBelow(true)
    endBefore.current = end
  }, [end])

  return { below, toEnd }
}
