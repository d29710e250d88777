import { Socket } from 'socket.io'
import { expect, test, vi } from 'vitest'
import { smallStudy } from '../../study.ts'
import { eventually, Guest, soon } from '../guest.ts'
import { startRig } from '../rig.ts'

test('who has left before the state came is in no room afterwards, and who stays is told', async () => {
  const rig = await startRig(smallStudy())
  const joins = vi.spyOn(Socket.prototype, 'join')
  const { attach } = rig.runner
  try {
    const guest = await Guest.enrol(rig.url, rig.link())
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    let waiting = 0
    rig.runner.attach = async (...of) => {
      waiting += 1
      await held
      await attach.apply(rig.runner, of)
      waiting -= 1
    }
    const [leaves, stays] = [guest.tab(), guest.tab()]
    const none = leaves.connect().catch(() => {})
    const some = stays.connect()
    await eventually('two that wait for their state', async () => waiting === 2)
    // Each is in a room of its own from the begin.
    const sockets = [...new Set(joins.mock.contexts as Socket[])]
    expect(sockets).toHaveLength(2)
    const gone = sockets.find(({ id }) => id === leaves.socket.id)!
    leaves.leave()
    await eventually('the end of one', async () => !gone.connected)
    go()
    await soon('the state of the other', some)
    await eventually('both states', async () => waiting === 0)
    const room = gone.nsp.adapter.rooms.get(guest.session)
    expect([...room!]).toEqual([stays.socket.id])
    stays.leave()
    await eventually('an empty room', async () => !gone.nsp.adapter.rooms.has(guest.session))
    void none
  } finally {
    joins.mockRestore()
    await rig.end()
  }
})
