import { Component, type ComponentType, type ReactNode, useSyncExternalStore } from 'react'
import { isBearable } from './bearable.ts'

type Renderer = ComponentType<{ text: string }>

/** What draws replies; null until it is loaded. */
let renderer: Renderer | null = null
const listeners = new Set<() => void>()

/** How long a reply waits for the renderer before it is shown as it was written. */
const PATIENCE_MS = 5_000

function become(loaded: Renderer): void {
  renderer = loaded
  for (const listener of listeners) listener()
}

/**
 * Begins to load the renderer, so that it is there when the first reply comes. It is a third of all that a page loads;
 * so it is loaded with the first chat.
 */
export function prepareRich(): void {
  if (renderer !== null && renderer !== Unrendered) return
  const unrendered = () => {
    if (renderer === null) become(Unrendered)
  }
  setTimeout(unrendered, PATIENCE_MS)
  // If it comes late, what is shown as it was written is drawn after all.
  import('./Markdown.tsx').then((loaded) => become(loaded.default), unrendered)
}

function useRenderer(): Renderer | null {
  return useSyncExternalStore(subscribe, () => renderer)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * A reply's markdown. `waiting` is shown until the renderer is loaded. If it cannot be loaded, or cannot draw the text
 * safely, the same text is shown in the same type.
 */
export function Rich({ text, waiting }: { text: string; waiting: ReactNode }) {
  const Drawn = useRenderer()
  const asWritten = <Unrendered text={text} />
  if (Drawn === null && isBearable(text)) return waiting
  return (
    <div className="rich">
      {Drawn !== null && isBearable(text) ? (
        <AsWrittenOnError fallback={asWritten}>
          <Drawn text={text} />
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
