import { memo } from 'react'
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { useWords } from '../words-context.ts'
import { isSafeUrl } from './blocks.ts'
import { firstStrong } from './first-strong.ts'

const plugins = [remarkGfm]

/** Each block has the direction of its own text, whatever stands around it. Code runs from left to right. */
const components: Components = {
  p: ({ node: _, ...rest }) => <p dir="auto" {...rest} />,
  // The page has one h1, and the lines of the talk are below it. So headings in a reply begin at the third level.
  h1: ({ node: _, ...rest }) => <h3 dir="auto" {...rest} />,
  h2: ({ node: _, ...rest }) => <h4 dir="auto" {...rest} />,
  h3: ({ node: _, ...rest }) => <h5 dir="auto" {...rest} />,
  h4: ({ node: _, ...rest }) => <h6 dir="auto" {...rest} />,
  h5: ({ node: _, ...rest }) => <h6 dir="auto" {...rest} />,
  h6: ({ node: _, ...rest }) => <h6 dir="auto" {...rest} />,
  ul: ({ node, ...rest }) => <ul dir={leading(node)} {...rest} />,
  ol: ({ node, ...rest }) => <ol dir={leading(node)} {...rest} />,
  blockquote: ({ node, ...rest }) => <blockquote dir={leading(node)} {...rest} />,
  td: ({ node: _, ...rest }) => <td dir="auto" {...rest} />,
  th: ({ node: _, ...rest }) => <th dir="auto" {...rest} />,
  pre: ({ node: _, ...rest }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long code is scrolled sideways, by keyboard too
    <pre dir="ltr" tabIndex={0} {...rest} />
  ),
  code: ({ node: _, ...rest }) => <code dir="ltr" {...rest} />,
  table: ({ node, ...rest }) => (
    <div className="wide">
      <table dir={leading(node)} {...rest} />
    </div>
  ),
  a: ({ node: _, href, children }) =>
    href !== undefined && isSafeUrl(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      children
    ),
  img: ({ alt }) => <ImageWords alt={alt} />,
  // Task lists are shown, but they cannot be ticked.
  input: ({ checked }) => (checked ? '☑ ' : '☐ '),
}

type Node = NonNullable<ExtraProps['node']>

/**
 * The direction of a block that holds other blocks: `dir="auto"` would ignore children that have a `dir` of their own.
 */
function leading(node: Node | undefined): 'ltr' | 'rtl' | undefined {
  return node === undefined ? undefined : firstStrong(textOf(node))
}

function textOf(node: Node | Node['children'][number]): string {
  if (node.type === 'text') return node.value
  return node.type === 'element' ? node.children.map(textOf).join(' ') : ''
}

/** An image is never loaded: whoever owns its address would learn that it was seen. Its description is shown. */
function ImageWords({ alt }: { alt: string | undefined }) {
  const { say } = useWords()
  return <span className="image-words">{alt ? say('imageHere', { alt }) : say('imageUnnamed')}</span>
}

/** Markdown as react-markdown reads it. Raw HTML stays text, and only http, https and mailto links are links. */
const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} urlTransform={keepSafe}>
      {text}
    </ReactMarkdown>
  )
})
export default Markdown

function keepSafe(url: string): string | null {
  return isSafeUrl(url) ? url : null
}
