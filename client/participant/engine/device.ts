import type { Composition } from '../../../shared/session/events.ts'

let last: Composition['device'] = 'unknown'

addEventListener(
  'pointerdown',
  (event) => {
    last = event.pointerType === 'mouse' ? 'mouse' : 'touch'
  },
  { capture: true, passive: true },
)

/** What the person pointed with last; a pen counts as touch. */
export function device(): Composition['device'] {
  return last
}

/** Whether Enter should make a new line: on devices whose main pointer is a finger there is no Shift+Enter. */
export function writesByTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches
}
