import type { ReactNode } from 'react'
import { StageHeading } from './StageHeading.tsx'

/** A page that says one thing and perhaps offers one way to go on. */
export function Plain({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <main className="plain" id="content">
      <StageHeading stage={title}>{title}</StageHeading>
      <p>{text}</p>
      {children}
    </main>
  )
}
