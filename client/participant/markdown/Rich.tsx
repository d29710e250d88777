import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { isBearable } from './bearable.ts'

/** The full renderer is a third of all that a page loads. So it is loaded with the first chat. */
const load = () => import('./Markdown.tsx')
const Markdown = lazy<ComponentType<{ text: string }>>(() => load().catch(() => ({ default: Unrendered })))

/** Begins to load the renderer, so that it is there when the first reply comes. */
export function prepareRich(): void {
  load().catch(() => {
    // Without it, replies are shown as they were written.
  })
}

/**
 * A reply's markdown. Until the renderer is loaded, and if it cannot draw the text safely, the same text is shown in
 * the same type.
 */
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

/** If one reply cannot be drawn, the page and the other replies must stay. */
class AsWrittenOnError extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

/** A page can show some hundred paragraphs. A text with more is shown as one paragraph. */
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
