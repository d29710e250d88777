import { expect, test } from 'vitest'
import { PHONE, secondTab, shot, visitor } from './browser.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'
import { startWire } from './wire.ts'

const house = openHouse({ scripted: true, change: talkOnly })

test('a reload in the middle of a reply loses nothing and doubles nothing, and the reply goes on [S13]', async () => {
  const { server, model, browser } = house
  const { page } = await visitor(browser)
  const person = passage(page)
  await person.toChat(server.url, { survey: false })
  await person.send('Hello there')
  const reply = await model.next()
  const [one, two, three] = ['The first words, ', 'the words while nobody looked, ', 'and the **last** words.']
  reply.say(one)
  await page.getByText(one.trim()).waitFor()
  // Text that comes between two connections must be there too.
  await page.goto('about:blank')
  reply.say(two)
  await page.goto(server.url)
  await page.getByText((one + two).trim()).waitFor()
  expect(await person.lines()).toEqual(['Hello there', (one + two).trim()])
  await page.locator('.reply[data-state="running"]').waitFor()
  reply.say(three)
  reply.finish()
  await person.replied(1)
  await expect.poll(person.lines).toEqual(['Hello there', `${one}${two}and the last words.`])
  const session = await person.session()
  const finished = await server.log(session, 'reply.finished')
  expect(finished.map(({ body }) => [body.outcome, body.text])).toEqual([['complete', one + two + three]])
  await page.reload()
  await expect.poll(person.lines).toEqual(['Hello there', `${one}${two}and the last words.`])
  await person.allSent()
  expect(await server.log(session, 'turn.taken')).toHaveLength(1)
})

test('a wish to be erased that was said while the network is lost is taken, though the session ends by what was done before it [S16]', async () => {
  const { server, model, browser } = house
  const wire = await startWire(server.port)
  const { page } = await visitor(browser, PHONE)
  const person = passage(page)
  await person.toChat(wire.origin + server.link, { survey: false })
  const session = await person.session()
  for (const turn of [1, 2]) {
    await person.send(`Turn ${turn}`)
    const reply = await model.next()
    reply.say('I see.')
    reply.finish()
    await person.replied(turn)
  }
  await person.finish()
  const onward = page.getByRole('button', { name: person.say('continue') })
  await onward.waitFor()
  await page.context().setOffline(true)
  wire.lose()
  await onward.press('Enter')
  await page.getByRole('button', { name: person.say('menu') }).press('Enter')
  await page.getByRole('button', { name: person.say('leave'), exact: true }).press('Enter')
  await page.getByLabel(person.say('leaveErase')).check()
  await page.getByRole('button', { name: person.say('leaveNowErase') }).press('Enter')
  await page.context().setOffline(false)
  wire.mend()
  await page.getByRole('heading', { name: person.say('withdrawnTitle') }).waitFor()
  await page.getByText(person.say('withdrawnErased')).waitFor()
  await person.allSent()
  expect((await server.log(session, 'stage.completed')).length).toBeGreaterThan(0)
  await expect
    .poll(async () => (await server.log(session, 'session.withdrawn')).map(({ body }) => body))
    .toHaveLength(1)
})

test('whoever wished to leave while offline and then stays is not withdrawn when the network is back', async () => {
  const { server, model, browser } = house
  const wire = await startWire(server.port)
  const { page } = await visitor(browser, PHONE)
  const person = passage(page)
  await person.toChat(wire.origin + server.link, { survey: false })
  const session = await person.session()
  await page.context().setOffline(true)
  wire.lose()
  await page.locator('.save-state').getByText(person.say('stateOffline')).waitFor()
  await person.button(person.say('menu')).press('Enter')
  await person.button(person.say('leave')).press('Enter')
  await person.button(person.say('leaveNow')).press('Enter')
  await page.getByRole('dialog').getByText(person.say('leaveOffline')).waitFor()
  await shot(page, 'en-phone-leave-offline')
  expect(await page.getByRole('radio').evaluateAll((all) => all.every((one) => one.matches(':disabled')))).toBe(true)
  await person.button(person.say('leaveStay')).press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.context().setOffline(false)
  wire.mend()
  await person.send('I am still here')
  const reply = await model.next()
  reply.say('Good.')
  reply.finish()
  await person.replied(1)
  await person.allSent()
  expect(await server.log(session, 'session.withdrawn')).toEqual([])
  await wire.close()
})

test('a wish to leave that was sent and not acknowledged cannot be taken back, and the person is told so', async () => {
  const { server, browser } = house
  const wire = await startWire(server.port)
  const { page } = await visitor(browser, PHONE)
  const person = passage(page)
  await person.toChat(wire.origin + server.link, { survey: false })
  const session = await person.session()
  wire.state.deaf = true
  await person.button(person.say('menu')).press('Enter')
  await person.button(person.say('leave')).press('Enter')
  await person.button(person.say('leaveNow')).press('Enter')
  await expect.poll(() => server.log(session, 'session.withdrawn')).toHaveLength(1)
  wire.lose()
  await page.getByRole('dialog').getByText(person.say('leaveTooLate')).waitFor()
  await person.button(person.say('leaveStay')).press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').getByText(person.say('leaveTooLate')).waitFor()
  wire.mend()
  await page.getByRole('heading', { name: person.say('withdrawnTitle') }).waitFor()
  await wire.close()
})

test('a turn sent while the network is lost is marked as kept, and is in the log once when it is back [S4]', async () => {
  const { server, model, browser } = house
  const wire = await startWire(server.port)
  const { page } = await visitor(browser, PHONE)
  const person = passage(page)
  await person.toChat(wire.origin + server.link, { survey: false })
  const session = await person.session()

  await page.context().setOffline(true)
  wire.lose()
  await person.send('Written in a tunnel')
  await page.locator('.turn').getByText(person.say('turnOffline')).waitFor()
  await page.locator('.save-state').getByText(person.say('stateOffline')).waitFor()
  await person.composer.fill('A draft of the next one')
  // The page tries again and again by itself. During all this time the turn stays marked.
  await page.context().setOffline(false)
  await expect.poll(() => wire.state.refused).toBeGreaterThanOrEqual(3)
  expect(await server.log(session, 'turn.taken')).toEqual([])
  expect(await page.locator('.turn').getByText(person.say('turnOffline')).count()).toBe(1)

  wire.mend()
  const reply = await model.next()
  await page.locator('.turn[data-state="taken"]').waitFor()
  reply.say('I hear you again.')
  reply.finish()
  await person.replied(1)
  await expect.poll(() => page.getByText(person.say('turnOffline')).count()).toBe(0)
  await person.allSent()
  await page.locator('.save-state').getByText(person.say('stateSaved')).waitFor()
  const texts = async () => (await server.log(session, 'turn.taken')).map(({ body }) => body.text)
  expect(await texts()).toEqual(['Written in a tunnel'])

  await page.reload()
  await person.replied(1)
  await expect.poll(() => person.composer.inputValue()).toBe('A draft of the next one')
  await expect.poll(person.lines).toEqual(['Written in a tunnel', 'I hear you again.'])
  await person.allSent()
  expect(await texts()).toEqual(['Written in a tunnel'])
  await wire.close()
})

test.each([
  { lost: 'turn', line: 'mute' },
  { lost: 'acknowledgement', line: 'deaf' },
] as const)(
  'when the $lost gets lost on the way, the turn is sent again and is there once [S4]',
  async ({ lost, line }) => {
    const { server, model, browser } = house
    const wire = await startWire(server.port)
    const { page } = await visitor(browser)
    const person = passage(page)
    await person.toChat(wire.origin + server.link, { survey: false })
    const session = await person.session()
    const answer = async () => {
      const reply = await model.next()
      reply.say('Yes.')
      reply.finish()
      await server.runner.quiet(session)
    }

    wire.state[line] = true
    await person.send('Did you get this?')
    if (lost === 'acknowledgement') await answer()
    await page.locator('.turn').getByText(person.say('turnSending')).waitFor()
    wire.lose()
    wire.mend()
    if (lost === 'turn') await answer()
    await person.replied(1)
    await person.allSent()
    await page.locator('.save-state').getByText(person.say('stateSaved')).waitFor()
    expect((await server.log(session, 'turn.taken')).map(({ body }) => body.text)).toEqual(['Did you get this?'])
    await expect.poll(person.lines).toEqual(['Did you get this?', 'Yes.'])
    // If it had arrived as another turn, the server would have refused it, and the text would be back in the composer.
    expect([await person.composer.inputValue(), await page.locator('.notice').count()]).toEqual(['', 0])
    await wire.close()
  },
)

test('an unsent turn outlives a reload without a network, and goes out when the page is back', async () => {
  const { server, model, browser } = house
  const wire = await startWire(server.port)
  const { page } = await visitor(browser)
  const person = passage(page)
  await person.toChat(wire.origin + server.link, { survey: false })
  wire.lose()
  await person.send('Before the battery died')
  await page.goto('about:blank')
  wire.mend()
  await page.goto(wire.origin + server.link)
  const reply = await model.next()
  expect(reply.messages.at(-1)!.content).toContain('Before the battery died')
  reply.say('Welcome back.')
  reply.finish()
  await person.replied(1)
  await expect.poll(person.lines).toEqual(['Before the battery died', 'Welcome back.'])
  await person.allSent()
  expect(await server.log(await person.session(), 'turn.taken')).toHaveLength(1)
  await wire.close()
})

test('a stop leaves what was shown, the log has it with its characters, and the talk goes on from there [S12]', async () => {
  const { server, model, browser } = house
  const { page } = await visitor(browser)
  const person = passage(page)
  await person.toChat(server.url, { survey: false })
  await person.send('Tell me everything')
  const reply = await model.next()
  const shown = 'Everything begins with a street'
  reply.say(shown)
  await page.getByText(shown).waitFor()
  // A key is used here, because a tap right after the tap on Send would be ignored as its second tap.
  await person.button(person.say('stop')).press('Enter')
  await reply.left
  await person.replied(1)
  await page.getByText(person.say('stopped')).waitFor()
  await expect.poll(person.lines).toEqual(['Tell me everything', shown])
  const session = await person.session()
  const [stop] = await server.log(session, 'reply.stopped')
  expect(stop!.body.shown).toBe(shown.length)

  await person.send('Go on')
  const next = await model.next()
  expect(next.messages.slice(-3).map((message) => message.content)).toEqual(['Tell me everything', shown, 'Go on'])
  next.say('Gladly.')
  next.finish()
  await person.replied(2)
  await expect.poll(person.lines).toEqual(['Tell me everything', shown, 'Go on', 'Gladly.'])
})

test('two tabs show the same talk, and a turn that comes too late keeps its text in the composer [S10]', async () => {
  const { server, model, browser } = house
  const one = await visitor(browser)
  const first = passage(one.page)
  await first.toChat(server.url, { survey: false })
  const two = await secondTab(one)
  const second = passage(two.page)
  // The test can hold back what the server sends to the second tab, as a slow line would.
  let hold = false
  const heldBack: (() => void)[] = []
  await two.page.routeWebSocket(/socket\.io/, (socket) => {
    const far = socket.connectToServer()
    socket.onMessage((message) => far.send(message))
    far.onMessage((message) => {
      if (hold) heldBack.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  await second.open(server.url)
  await second.composer.waitFor()

  await first.send('From the first tab')
  const reply = await model.next()
  reply.say('Seen in both.')
  await second.replies.getByText('Seen in both.').waitFor()
  reply.finish()
  await first.replied(1)
  await second.replied(1)
  for (const tab of [first, second]) await expect.poll(tab.lines).toEqual(['From the first tab', 'Seen in both.'])

  hold = true
  await first.send('The first tab is quicker')
  const quicker = await model.next()
  await second.composer.fill('The second tab is late')
  await second.button(second.say('send')).click()
  quicker.say('So it is.')
  quicker.finish()
  await first.replied(2)
  await expect.poll(() => heldBack.length).toBeGreaterThan(2)
  hold = false
  for (const release of heldBack) release()
  await second.replied(2)
  await two.page.locator('.notice').getByText(second.say('noticeTurn')).waitFor()
  await expect.poll(() => second.composer.inputValue()).toBe('The second tab is late')
  const talk = ['From the first tab', 'Seen in both.', 'The first tab is quicker', 'So it is.']
  for (const tab of [first, second]) await expect.poll(tab.lines).toEqual(talk)
  const turns = await server.log(await first.session(), 'turn.taken')
  expect(turns.map(({ body }) => body.text)).toEqual([talk[0], talk[2]])
})
