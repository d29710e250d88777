import { useEffect, useState } from 'react'
import { copyText } from './copy.ts'

type Props = { text: string; words: { copy: string; copied: string }; className: string; label?: string }

/**
 * Copies a text and says so for a moment. If the browser does not allow it, the button does not say that it was copied.
 */
export function CopyButton({ text, words, className, label }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const said = copied ? words.copied : words.copy
  return (
    <button
      type="button"
      className={className}
      aria-label={label === undefined ? undefined : `${said}: ${label}`}
      onClick={() => {
        void copyText(text).then(setCopied)
      }}
    >
      {/* Both words take up room, so that the button keeps its width. */}
      <span className="one-of-two">
        <span aria-hidden={copied} data-shown={!copied}>
          {words.copy}
        </span>
        <span aria-hidden={!copied} data-shown={copied}>
          {words.copied}
        </span>
      </span>
    </button>
  )
}
