import { Fragment, type ReactNode, useMemo } from 'react'
import { type Block, blocksOf, type Span } from './blocks.ts'

/** A text of the study itself: consent, introduction, debrief. */
export function Prose({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text])
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is nothing but its place in the text
        <Fragment key={index}>{drawn(block)}</Fragment>
      ))}
    </div>
  )
}

function drawn(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return block.level === 2 ? <h2 dir="auto">{spans(block.text)}</h2> : <h3 dir="auto">{spans(block.text)}</h3>
    case 'paragraph':
      return <p dir="auto">{spans(block.text)}</p>
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <li key={index}>{spans(item)}</li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
  }
}

function spans(text: Span[]): ReactNode[] {
  return text.map((span, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    if (span.kind === 'strong') return <strong key={index}>{span.text}</strong>
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    if (span.kind === 'emphasis') return <em key={index}>{span.text}</em>
    if (span.kind === 'link')
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <a key={index} href={span.url} target="_blank" rel="noopener noreferrer nofollow">
          {span.text}
        </a>
      )
    return span.text
  })
}
