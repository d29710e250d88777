import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react'

type Props = {
  title: string
  /** What gets the focus when the dialog is closed. */
  opener: RefObject<HTMLElement | null>
  onClose: () => void
  children: ReactNode
}

/** A question that must be answered before anything else. Escape answers it with `onClose`. */
export function Dialog({ title, opener, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // While it is open, nothing outside takes the focus; so it is closed while it is still on the page, and then left.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      opener.current?.focus()
    }
  }, [opener])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}
