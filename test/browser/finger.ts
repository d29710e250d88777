import type { Locator, Page } from 'playwright-core'

/** The elements that react to a press. */
const CONTROLS = 'label, button, a[href], summary, [role=option]'

/** The largest distance between the two taps of a double tap in these tests, in CSS pixels. */
const NEAR = 30

/** How long to wait until a control appears under the finger. */
const SOON_MS = 60_000

export type Finger = Awaited<ReturnType<typeof finger>>

/**
 * Taps with a finger or a mouse. The test decides the times of the presses, so the start of a press that the page is
 * given does not depend on the speed of the machine.
 */
export async function finger(page: Page, kind: 'mouse' | 'touch') {
  const keys = await page.context().newCDPSession(page)
  let begun = Date.now() / 1000
  let onTap = () => {}
  await page.exposeFunction('tapped', () => onTap())
  await page.addInitScript(tellTaps)
  await page.evaluate(tellTaps)

  /** Begins a press. `after` is in milliseconds on the test's own clock. */
  async function down(x: number, y: number, after: number): Promise<void> {
    const timestamp = begun + after / 1000
    if (kind === 'touch')
      await keys.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }], timestamp })
    else await keys.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse(x, y), timestamp })
  }

  /** Ends the press. With a finger, it waits until the page has the mouseup, unless the control is disabled. */
  async function up(x: number, y: number, after: number): Promise<void> {
    const timestamp = begun + after / 1000
    if (kind === 'mouse') {
      await keys.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse(x, y), timestamp })
      return
    }
    // The browser makes the click of a finger some time after the finger has left. The mouseup belongs to this click.
    const tap = new Promise<void>((resolve) => {
      onTap = resolve
    })
    const dead = await page.evaluate((at) => document.elementFromPoint(at.x, at.y)?.closest(':disabled') != null, {
      x,
      y,
    })
    await keys.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [], timestamp })
    if (!dead) await tap
  }

  async function press(x: number, y: number, after: number): Promise<void> {
    await down(x, y, after)
    await up(x, y, after + 40)
  }

  return {
    down,
    up,
    press,
    /**
     * A double tap on `control`, with `gap` milliseconds between the taps. Between them it waits for `changed`. The
     * second tap goes to the control that is then nearest to the finger. Returns the words on that control. Throws if
     * there is none, because then nothing could be pressed by accident. `same`: the second tap goes to the same place,
     * where the same control still is. `anew`: `changed` waits until the page has been loaded again.
     */
    async doubleTap(
      control: Locator,
      gap: number,
      changed: () => Promise<unknown>,
      { same = false, anew = false } = {},
    ): Promise<string> {
      const box = await soon(() => placeOf(control))
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      const pressed = anew ? null : await control.elementHandle()
      // The taps are later than all earlier presses. With `anew` they are also later than the load of the new page.
      begun = Date.now() / 1000
      const start = anew ? 100_000 : 1000
      await press(x, y, start)
      await changed()
      const came = same
        ? { x, y, words: '' }
        : await soon(() => page.evaluate(nearest, { x, y, pressed, within: NEAR, controls: CONTROLS }))
      await press(came.x, came.y, start + gap)
      return came.words
    },
  }
}

/** The box of a control in the window. Null if the page has replaced the control in the meantime. */
async function placeOf(control: Locator) {
  try {
    await control.scrollIntoViewIfNeeded()
    return await control.boundingBox()
  } catch (problem) {
    if (problem instanceof Error && problem.message.includes('not attached')) return null
    throw problem
  }
}

/** Waits for a control, because new content first appears before it reaches its final place. Throws if none comes. */
async function soon<Found>(look: () => Promise<Found | null>): Promise<Found> {
  for (const until = Date.now() + SOON_MS; Date.now() < until; ) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('Nothing came under the finger.')
}

/** Runs in the page. */
function tellTaps(): void {
  addEventListener('mouseup', () => (globalThis as unknown as { tapped(): void }).tapped(), true)
}

const mouse = (x: number, y: number) => ({ x, y, button: 'left', clickCount: 1 }) as const

/** Runs in the page: finds the nearest point that belongs to a control other than the pressed one. */
function nearest(wanted: { x: number; y: number; pressed: Node | null; within: number; controls: string }) {
  for (let far = 0; far <= wanted.within; far += 2)
    for (let turn = 0; turn < 16; turn += 1) {
      const x = wanted.x + far * Math.cos((turn * Math.PI) / 8)
      const y = wanted.y + far * Math.sin((turn * Math.PI) / 8)
      const control = document.elementFromPoint(x, y)?.closest(wanted.controls)
      if (control && control !== wanted.pressed && !wanted.pressed?.contains(control))
        return { x, y, words: control.textContent ?? '' }
    }
  return null
}
