import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallStudy } from '../../study.ts'
import { type Rig, startRig } from '../rig.ts'
import { TEXT } from './endpoint/endpoint.ts'

let rig: Rig
beforeAll(async () => {
  const study = smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes'))
  rig = await startRig(study, { model: 'alternating' })
})
afterAll(() => rig.end())

test('a model that refuses two turns in a row goes on with the talk after a reply that failed', async () => {
  const guest = await rig.guest()
  await guest.toTalk()
  rig.endpoint.script('unauthorised')
  expect(await guest.reply(`${await guest.say('How is the well?')}.1`)).toMatchObject({ text: '' })
  expect(await guest.reply(`${await guest.say('And the river?')}.1`)).toMatchObject({ text: TEXT })
  const sent = rig.endpoint.requests.at(-1)!.body.messages.at(-1)
  expect(sent).toEqual({ role: 'user', content: 'How is the well?\n\nAnd the river?' })
  guest.leave()
})
