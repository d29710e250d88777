/**
 * If a second press comes at the same place within this time, it counts as the second tap of a double tap, in
 * milliseconds.
 */
const DOUBLE_TAP_MS = 600

/** How far from the first tap the second may be, in CSS pixels. */
const SLIP = 32

/** Elements that do something when they are pressed. */
const CONTROL = 'button, a[href], label, input, textarea, summary, [role=option]'

/** A press into one of these does nothing yet. */
const TEXT = 'textarea, input:not([type=radio], [type=checkbox])'

/**
 * Elements that must be pressed only once. They do not move, but a second press at once would do something else, or the
 * same again.
 */
const ONCE = '[data-once]'

/** Where a page keeps its last press for the page that comes after it in this tab. */
const KEPT = 'parallax.press'

/** `at` is on the clock of this page. `control` is null for a press on the page before. */
type Press = { at: number; x: number; y: number; control: Element | null; scrolled: number }

/**
 * Ignores the second tap of a double tap if the first has changed the page, so that nobody presses by accident what
 * came under the finger: Stop where Send was, an answer on the next page, a button of a dialog, also on a page that was
 * loaded meanwhile. A press is ignored at most 600 ms after another at the same place, if the element that was pressed
 * first is no longer there or has `data-once`. A press is also ignored if another element took the place of the one on
 * which it began. Nothing is disabled, and keyboards and assistive technology are never ignored. Call it once, before
 * the page is drawn.
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
      // A third tap is measured from the first too. So is a tap after one that pressed nothing.
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
      // A click by a key or by assistive technology has no press before it, and its count of presses is 0.
      if (event.detail === 0) return
      const unmeant = ignoring || (held !== null && isOfAnother(held, event))
      // A click on a label is followed by one on its field. It belongs to the same press.
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
  // The time is negative if the clock was set back between two pages.
  const soon = since >= 0 && since <= DOUBLE_TAP_MS
  const near = Math.hypot(clientX - first.x, clientY - first.y) <= SLIP
  const control = controlOf(target)
  if (!soon || !near || control === null || control.matches(TEXT)) return false
  // An answer does not scroll the page. If the page was scrolled since, the person has aimed anew, though the pointer
  // is at the same place.
  if (first.control?.matches('label, input') && scrollY !== first.scrolled) return false
  return !standsStill(first) || (control === first.control && control.matches(ONCE))
}

/**
 * The click of a finger goes to the element under it when it leaves the screen. This may be another than the one that
 * it touched first.
 */
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

/** The last press on the page that was in this tab before, for example on a button that reloads it. */
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
    // Without a storage, the next page begins as if nothing had been pressed.
  }
}
