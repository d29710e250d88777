import { useEffect, useId, useRef, useState } from 'react'
import { Leave } from './Leave.tsx'
import { useWords } from './words-context.ts'

/** The way out. It can always be reached and never disturbs. */
export function Menu() {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()

  useEffect(() => {
    if (!open) return
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    addEventListener('pointerdown', onPointer)
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('pointerdown', onPointer)
      removeEventListener('keydown', onKey)
    }
  }, [open])

  return (
    <div className="menu" ref={box}>
      <button
        ref={button}
        type="button"
        className="button small ghost"
        aria-expanded={open}
        aria-controls={id}
        data-once=""
        onClick={() => setOpen(!open)}
      >
        {say('menu')}
      </button>
      <div id={id} className="menu-panel" hidden={!open}>
        <button
          type="button"
          className="button"
          onClick={() => {
            setOpen(false)
            setLeaving(true)
          }}
        >
          {say('leave')}
        </button>
      </div>
      {leaving && <Leave opener={button} onClose={() => setLeaving(false)} />}
    </div>
  )
}
