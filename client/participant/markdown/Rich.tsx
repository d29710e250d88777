import { type ComponentType, lazy, Suspense } from 'react'

/** The full renderer is a third of all that a page loads; it comes with the first chat. */
const load = () => import('./Markdown.tsx')
const Markdown = lazy<ComponentType<{ text: string }>>(() => load().catch(() => ({ default: Unrendered })))

/** Begins to load the renderer, so that it is there when the first reply is. */
export function prepareRich(): void {
  load().catch(() => {
    // Without it, replies are shown as they were written.
  })
}

/** A reply's markdown. Until the renderer is there, the same text in the same type. */
export function Rich({ text }: { text: string }) {
  return (
    <div className="rich">
      <Suspense fallback={<Unrendered text={text} />}>
        <Markdown text={text} />
      </Suspense>
    </div>
  )
}

function Unrendered({ text }: { text: string }) {
  return text.split(/\n{2,}/).map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph is nothing but its place in the text
    <p key={index} dir="auto" className="as-written">
      {paragraph}
    </p>
  ))
}
