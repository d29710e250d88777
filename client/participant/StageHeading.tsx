import { type ReactNode, useEffect, useRef } from 'react'

/** The stage that was on screen before; a page that has just been loaded keeps the focus where the browser put it. */
let before: string | null = null

/** The heading of a stage. When the stage changes it gets the focus, so that keyboard and reader begin at its top. */
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
