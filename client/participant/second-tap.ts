/** How long after a press another at its place counts as the second tap of a double tap, in milliseconds. */
const DOUBLE_TAP_MS = 600

/** How far from the first tap the second may land, in CSS pixels. */
const SLIP = 32

/** What a press does something with. */
const CONTROL = 'button, a[href], label, input, textarea, summary, [role=option]'

/** To press into one of these does nothing yet. */
const TEXT = 'textarea, input:not([type=radio], [type=checkbox])'

type Press = { at: number; x: number; y: number; control: Element; scrolled: number }

/**
 * Ignores the second tap of a double tap where the first has changed the page, so that nobody presses by accident what
 * came under the finger: Stop where Send was, an answer on the next page, a button of a dialog. Ignored is a press of at
 * most 600 ms after another at the same place, if what was pressed first stands there no more. Nothing is disabled, and
 * keyboards and assistive technology are never ignored. Call it once, before the page is drawn.
 */
export function ignoreSecondTaps(): void {
  let first: Press | null = null
  let ignoring = false
  const early = { capture: true, passive: true }

  addEventListener(
    'pointerdown',
    (event) => {
      ignoring = first !== null && isSecond(first, event)
      // A third tap is measured from the first as well, and so is one after a tap that met nothing.
      if (!ignoring) first = pressOf(event) ?? first
    },
    early,
  )
  // A finger that scrolls has pressed nothing.
  addEventListener(
    'pointercancel',
    () => {
      first = null
      ignoring = false
    },
    early,
  )
  addEventListener(
    'click',
    (event) => {
      // The click of a key or of assistive technology has no press, and no count of presses.
      if (!ignoring || event.detail === 0) return
      ignoring = false
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true },
  )
}

function pressOf({ target, timeStamp, clientX, clientY }: PointerEvent): Press | null {
  const control = controlOf(target)
  return control && { at: timeStamp, x: clientX, y: clientY, control, scrolled: scrollY }
}

function isSecond(first: Press, { target, timeStamp, clientX, clientY }: PointerEvent): boolean {
  const soon = timeStamp - first.at <= DOUBLE_TAP_MS
  const near = Math.hypot(clientX - first.x, clientY - first.y) <= SLIP
  const control = controlOf(target)
  if (!soon || !near || control === null || control.matches(TEXT)) return false
  // An answer scrolls nothing: whoever has scrolled since, with the pointer where it was, has aimed anew.
  if (first.control.matches('label, input') && scrollY !== first.scrolled) return false
  return controlOf(document.elementFromPoint(first.x, first.y)) !== first.control
}

function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(CONTROL) : null
}
