import { type ReactNode, useEffect, useRef } from 'react'

/** The stage that was on screen before. A page that was just loaded leaves the focus where the browser put it. */
let before: string | null = null

/**
 * The heading of a stage. When the stage changes, the heading gets the focus, so that keyboard and screen reader begin
 * at the top.
 */
export function StageHeading({ stage, children }: { stage: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (before !== null && before !== stage) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    before = stage
  }, [stage])
  return (
    <h1 ref={heading} tabIndex={-1} dir="auto">
      {children}
    </h1>
  )
}
