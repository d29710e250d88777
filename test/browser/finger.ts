import type { Locator, Page } from 'playwright-core'

/** What a press does something with. */
const CONTROLS = 'label, button, a[href], summary, [role=option]'

/** How far from each other the two taps of a double tap may be here, in CSS pixels. */
const NEAR = 30

/** How long what comes under the finger is waited for. */
const SOON_MS = 60_000

export type Finger = Awaited<ReturnType<typeof finger>>

/**
 * Taps with a finger or a mouse, with the times of the presses said by the test: what a page is told of when a press
 * began does not depend on how quick the machine is.
 */
export async function finger(page: Page, kind: 'mouse' | 'touch') {
  const keys = await page.context().newCDPSession(page)
  let begun = Date.now() / 1000
  let onTap = () => {}
  await page.exposeFunction('tapped', () => onTap())
  await page.addInitScript(tellTaps)
  await page.evaluate(tellTaps)

  /** Begins a press at `after` milliseconds of the test's own clock. */
  async function down(x: number, y: number, after: number): Promise<void> {
    const timestamp = begun + after / 1000
    if (kind === 'touch')
      await keys.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }], timestamp })
    else await keys.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse(x, y), timestamp })
  }

  /** Ends it, and waits until the page has been told of the click. */
  async function up(x: number, y: number, after: number): Promise<void> {
    const timestamp = begun + after / 1000
    if (kind === 'mouse') {
      await keys.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse(x, y), timestamp })
      return
    }
    // The click of a finger comes by itself some time after the finger has left; the mouseup is its first part.
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
     * A double tap on `control`, `gap` milliseconds between the two. Between them it waits for `changed`, and the second
     * goes to the control that has come nearest to the finger. Gives the words on that control; throws when there is
     * none, since then nothing could have been pressed by accident. `same`: to the same control, which is there still.
     * `anew`: `changed` waits for a page that is loaded anew.
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
      // Later than all that was pressed before, and than the moment at which a page is loaded that comes in between.
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

/** The box of a control in the window; null where the page drew it anew in the meantime. */
async function placeOf(control: Locator) {
  try {
    await control.scrollIntoViewIfNeeded()
    return await control.boundingBox()
  } catch (problem) {
    if (problem instanceof Error && problem.message.includes('not attached')) return null
    throw problem
  }
}

/** What has come is there before it stands where it will stay, so a control is waited for. Throws where none comes. */
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

/** Runs in the page: the nearest point that belongs to another control than the one that was pressed. */
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
