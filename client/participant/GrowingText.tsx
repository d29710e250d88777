import { type ComponentProps, useLayoutEffect, useRef } from 'react'

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
  return (
    <textarea
      {...rest}
      dir={rest.value === '' ? undefined : 'auto'}
      ref={(element) => {
        own.current = element
        if (typeof ref === 'function') ref(element)
        else if (ref) ref.current = element
      }}
    />
  )
}
