import { useCallback, useEffect, useRef } from 'react'
import type { Composition } from '../../../shared/session/events.ts'
import { device } from '../engine/device.ts'
import { type Counter, createCounter } from './composition.ts'

/**
 * Counts how the text of a field is composed. Give `attach` to the field as its ref. `take` returns the record of what
 * was counted and starts again from zero. `writable` says whether a turn could be sent now. The time before the first
 * input is measured from the last moment at which it became true.
 */
export function useComposing(writable: boolean): {
  attach: (field: HTMLTextAreaElement | null) => (() => void) | undefined
  take: () => Composition
} {
  const counter = useRef<Counter | null>(null)
  const begun = useRef(false)

  // If a person begins to write while a reply is still coming, everything from the beginning is counted.
  useEffect(() => {
    if (writable && !begun.current) counter.current = createCounter(performance.now())
  }, [writable])

  const attach = useCallback((field: HTMLTextAreaElement | null) => {
    if (field === null) return
    const stop = new AbortController()
    const { signal } = stop
    let before = field.value.length
    const counting = () => {
      begun.current = true
      counter.current ??= createCounter(performance.now())
      return counter.current
    }
    field.addEventListener('beforeinput', () => (before = field.value.length), { signal })
    field.addEventListener(
      'input',
      (event) => {
        if (!(event instanceof InputEvent)) return
        const { inputType, data } = event
        counting().changed({
          at: performance.now(),
          inputType,
          data,
          lengthBefore: before,
          lengthAfter: field.value.length,
        })
        before = field.value.length
      },
      { signal },
    )
    field.addEventListener('compositionstart', () => counting().compositionStarted(field.value.length), { signal })
    field.addEventListener(
      'compositionend',
      (event) => counting().compositionEnded(performance.now(), event.data, field.value.length),
      { signal },
    )
    field.addEventListener(
      'paste',
      (event) => counting().pasted(event.clipboardData?.getData('text/plain').length ?? 0),
      { signal },
    )
    field.addEventListener(
      'drop',
      (event) => counting().pasted(event.dataTransfer?.getData('text/plain').length ?? 0),
      {
        signal,
      },
    )
    return () => stop.abort()
  }, [])

  const take = useCallback(() => {
    const now = performance.now()
    const record = (counter.current ?? createCounter(now)).record(now, device())
    counter.current = null
    begun.current = false
    return record
  }, [])

  return { attach, take }
}
