import { type ComponentProps, useCallback, useLayoutEffect, useRef } from 'react'

/**
 * A text field with the direction of the text in it (or of the page, while it is empty). It is as tall as its text, up
 * to the limit of the style sheet.
 */
export function GrowingText({ ref, ...rest }: ComponentProps<'textarea'>) {
  const own = useRef<HTMLTextAreaElement | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const field = own.current
    if (field === null || CSS.supports('field-sizing', 'content')) return
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`
  }, [rest.value])
  // The function stays the same as long as `ref` does, and it returns its clean-up. Otherwise each drawing would attach
  // the caller once more.
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
