/** How long after a press another at its place counts as the second tap of a double tap, in milliseconds. */
const DOUBLE_TAP_MS = 600

/** How far from the first tap the second may land, in CSS pixels. */
const SLIP = 32

/** What a press does something with. */
const CONTROL = 'button, a[href], label, input, textarea, summary, [role=option]'

/** To press into one of these does nothing yet. */
const TEXT = 'textarea, input:not([type=radio], [type=checkbox])'

/** What does, when pressed again at once, another thing than before, or the same once more, though it stands still. */
const ONCE = '[data-once]'

/** Where a page keeps its last press for the page that comes after it in this tab. */
const KEPT = 'parallax.press'

/** `at` is on the clock of this page. `control` is null for a press that was made on the page before. */
type Press = { at: number; x: number; y: number; control: Element | null; scrolled: number }

/**
 * Ignores the second tap of a double tap where the first has changed the page, so that nobody presses by accident what
 * came under the finger: Stop where Send was, an answer on the next page, a button of a dialog, also on a page that was
 * loaded meanwhile. Ignored is a press of at most 600 ms after another at the same place, if what was pressed first
 * stands there no more, or bears `data-once`; and a press during which something else took the place of what it began
 * on. Nothing is disabled, and keyboards and assistive technology are never ignored. Call it once, before the page is
 * drawn.
 */
export function ignoreSecondTaps(): void {
  let first = pressBefore()
  let held: Press | null = null
  let ignoring = false
  const early = { capture: true, passive: true }

  addEventListener(
    'pointerdown',
    (event) => {
      held = pressOf(event)
      ignoring = first !== null && isSecond(first, event)
      // A third tap is measured from the first as well, and so is one after a tap that met nothing.
      if (!ignoring) first = held ?? first
    },
    early,
  )
  // A finger that scrolls has pressed nothing.
  addEventListener(
    'pointercancel',
    () => {
      first = null
      held = null
      ignoring = false
    },
    early,
  )
  addEventListener(
    'click',
    (event) => {
      // The click of a key or of assistive technology has no press, and no count of presses.
      if (event.detail === 0) return
      const unmeant = ignoring || (held !== null && isOfAnother(held, event))
      // A label's click is followed by one on its field, which belongs to the same press.
      held = null
      ignoring = false
      if (!unmeant) return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true },
  )
  addEventListener('pagehide', (event) => {
    if (first !== null && event.timeStamp - first.at <= DOUBLE_TAP_MS) keepPress(first)
  })
}

function pressOf({ target, timeStamp, clientX, clientY }: PointerEvent): Press | null {
  const control = controlOf(target)
  return control && { at: timeStamp, x: clientX, y: clientY, control, scrolled: scrollY }
}

function isSecond(first: Press, { target, timeStamp, clientX, clientY }: PointerEvent): boolean {
  const since = timeStamp - first.at
  // Less than nothing where the clock was set back between two pages.
  const soon = since >= 0 && since <= DOUBLE_TAP_MS
  const near = Math.hypot(clientX - first.x, clientY - first.y) <= SLIP
  const control = controlOf(target)
  if (!soon || !near || control === null || control.matches(TEXT)) return false
  // An answer scrolls nothing: whoever has scrolled since, with the pointer where it was, has aimed anew.
  if (first.control?.matches('label, input') && scrollY !== first.scrolled) return false
  return !standsStill(first) || (control === first.control && control.matches(ONCE))
}

/** A finger's click goes to what is under it as it leaves, which need not be what it came down on. */
function isOfAnother(held: Press, { target }: MouseEvent): boolean {
  const control = controlOf(target)
  if (control === null || held.control === null || standsStill(held)) return false
  return !control.contains(held.control) && !held.control.contains(control)
}

function standsStill({ control, x, y }: Press): boolean {
  return control !== null && controlOf(document.elementFromPoint(x, y)) === control
}

function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(CONTROL) : null
}

/** The last press on the page that stood in this tab before, as by a button that loads it anew. */
function pressBefore(): Press | null {
  try {
    const { at, x, y } = JSON.parse(sessionStorage.getItem(KEPT)!)
    sessionStorage.removeItem(KEPT)
    return { at: at - performance.timeOrigin, x, y, control: null, scrolled: 0 }
  } catch {
    return null
  }
}

function keepPress({ at, x, y }: Press): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ at: at + performance.timeOrigin, x, y }))
  } catch {
    // Without a storage the page that comes begins as if nothing had been pressed.
  }
}
