import { type ComponentProps, useCallback, useLayoutEffect, useRef } from 'react'

/** A text field that reads as what is written in it (as the page, while it is empty), and is as tall as its text, up to what the style sheet allows. */
export function GrowingText({ ref, ...rest }: ComponentProps<'textarea'>) {
  const own = useRef<HTMLTextAreaElement | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const field = own.current
    if (field === null || CSS.supports('field-sizing', 'content')) return
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`
  }, [rest.value])
  // The same function as long as `ref` is, and with its clean-up: otherwise each drawing would attach the caller once more.
  const attach = useCallback(
    (element: HTMLTextAreaElement | null) => {
      own.current = element
      if (typeof ref === 'function') return ref(element)
      if (ref) ref.current = element
    },
    [ref],
  )
  return <textarea {...rest} dir={rest.value === '' ? undefined : 'auto'} ref={attach} />
}
