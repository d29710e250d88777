import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { isBearable } from './bearable.ts'

/** The full renderer is a third of all that a page loads; it comes with the first chat. */
const load = () => import('./Markdown.tsx')
const Markdown = lazy<ComponentType<{ text: string }>>(() => load().catch(() => ({ default: Unrendered })))

/** Begins to load the renderer, so that it is there when the first reply is. */
export function prepareRich(): void {
  load().catch(() => {
    // Without it, replies are shown as they were written.
  })
}

/** A reply's markdown. Until the renderer is there, and where it cannot bear the text, the same text in the same type. */
export function Rich({ text }: { text: string }) {
  const asWritten = <Unrendered text={text} />
  return (
    <div className="rich">
      {isBearable(text) ? (
        <AsWrittenOnError fallback={asWritten}>
          <Suspense fallback={asWritten}>
            <Markdown text={text} />
          </Suspense>
        </AsWrittenOnError>
      ) : (
        asWritten
      )}
    </div>
  )
}

/** One reply that cannot be drawn must take neither the page nor the other replies with it. */
class AsWrittenOnError extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

/** A page bears some hundred paragraphs; a text of more is one. */
const MOST_PARAGRAPHS = 400

function Unrendered({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/)
  return (paragraphs.length > MOST_PARAGRAPHS ? [text] : paragraphs).map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph is nothing but its place in the text
    <p key={index} dir="auto" className="as-written">
      {paragraph}
    </p>
  ))
}
