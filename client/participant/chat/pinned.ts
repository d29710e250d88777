import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Pixels from the end of the page that still count as being there. */
const NEAR_END = 64

/**
 * Keeps the end of the page in sight while it grows, as long as the person is there. Whoever scrolls up stays where
 * they are; `below` then tells that something has come in below, and `toEnd` goes there.
 */
export function usePinned(grows: RefObject<HTMLElement | null>): { below: boolean; toEnd: () => void } {
  const [below, setBelow] = useState(false)
  const pinned = useRef(true)

  const toEnd = useCallback(() => {
    pinned.current = true
    setBelow(false)
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
  }, [])

  useEffect(() => {
    let lastTop = scrollY
    const onScroll = () => {
      const { scrollHeight, clientHeight } = document.documentElement
      if (scrollHeight - scrollY - clientHeight < NEAR_END) {
        pinned.current = true
        setBelow(false)
      } else if (scrollY < lastTop - 1) pinned.current = false
      lastTop = scrollY
    }
    let lastHeight = 0
    const watch = new ResizeObserver(() => {
      const height = grows.current?.offsetHeight ?? 0
      if (pinned.current) toEnd()
      else if (height > lastHeight + 1) setBelow(true)
      lastHeight = height
    })
    if (grows.current !== null) watch.observe(grows.current)
    // The composer may grow, or the keyboard come up: the end of the talk stays in sight then, too.
    const onResize = () => pinned.current && toEnd()
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('resize', onResize)
    return () => {
      watch.disconnect()
      removeEventListener('scroll', onScroll)
      removeEventListener('resize', onResize)
    }
  }, [grows, toEnd])

  return { below, toEnd }
}
