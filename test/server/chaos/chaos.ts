import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRandom, type Random } from '../../../shared/random.ts'
import { smallStudy } from '../../study.ts'
import { eventually } from '../guest.ts'
import { type Dialect, startEndpoint } from '../model/endpoint/endpoint.ts'
import { freePort, Program } from '../program.ts'
import { writeStudy } from '../study-files.ts'
import { Journal } from './journal.ts'
import { Person } from './person.ts'
import { type Findings, openData, verify } from './verify.ts'

export type Chaos = { kills: number; sessions: number; seed: string; say(line: string): void }

/** What a run did; `faults` is empty when nothing was lost, doubled or left open. */
export type Outcome = Findings & {
  kills: number
  inMidReply: number
  sessions: number
  resent: number
  exit: number | null
}

/** Words at a pace of people: about a second a reply, so that kills meet replies in the middle. */
function slowly(random: Random): Dialect {
  return async (exchange) => {
    exchange.open()
    for (let word = 0; word < 8 && !exchange.response.destroyed; word += 1) {
      await exchange.say(`word ${word} 🌾 `)
      await new Promise((resolve) => setTimeout(resolve, 20 + random.integer(100)))
    }
    await exchange.finish('stop')
    await exchange.done()
  }
}

/**
 * Kills a real server again and again while people take part, and then checks what they were told against what was kept.
 * People begin spread over the run, so that kills meet enrolment, surveys and talks; who has finished begins anew.
 */
export async function chaos({ kills, sessions, seed, say }: Chaos): Promise<Outcome> {
  const random = createRandom(`chaos ${seed}`)
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-chaos-'))
  const endpoint = await startEndpoint()
  endpoint.script(...Array.from({ length: 200 * sessions + 2_000 }, () => slowly(random)))
  writeStudy(path.join(folder, 'studies'), study)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PORT: String(port),
    PARALLAX_DATA: path.join(folder, 'data'),
    PARALLAX_STUDIES: path.join(folder, 'studies'),
    PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: endpoint.url, model: 'normal' } }),
  }
  let program = await new Program(env).running()
  const { link } = program
  const people: Person[] = []
  const journals: Journal[] = []
  let killed = 0
  let inMidReply = 0
  let said = ''

  /** One who takes part until the kills are over, in several sessions if need be. */
  const takePart = async (number: number) => {
    const own = random.split(`person ${number}`)
    const journal = new Journal(path.join(folder, `journal-${number}.jsonl`))
    journals.push(journal)
    do {
      const person = new Person(url, journal, own)
      people.push(person)
      await person.begin(link)
      const until = killed + 1 + own.integer(Math.max(2, Math.ceil(kills / 2)))
      await person.goThrough(() => killed < Math.min(until, kills))
    } while (killed < kills)
  }
  let failed: ((error: Error) => void) | null = null
  const trouble = new Promise<never>((_, reject) => {
    failed = reject
  })
  const all = Promise.all(Array.from({ length: sessions }, (_, number) => takePart(number)))
  all.catch((error: Error) => failed?.(error))

  try {
    while (killed < kills) {
      const wantsReading = random.integer(3) > 0
      await Promise.race([moment(people, random, wantsReading), trouble])
      if (people.some((person) => person.isReading)) inMidReply += 1
      await program.kill()
      said += program.err
      killed += 1
      say(`kill ${killed} of ${kills}`)
      program = await new Program(env).running()
    }
    await Promise.race([all, trouble])
    await settled(env.PARALLAX_DATA)
    const exit = await program.close()
    said += program.err
    const findings = await verify({
      data: env.PARALLAX_DATA,
      people,
      noted: journals.flatMap((journal) => journal.read()),
    })
    if (exit !== 0) findings.faults.push(`The server closed with exit code ${exit}.`)
    if (said !== '') findings.faults.push(`The server complained: ${said.slice(0, 2_000)}`)
    const resent = people.reduce((sum, person) => sum + person.resent, 0)
    return { ...findings, kills: killed, inMidReply, sessions: people.length, resent, exit }
  } finally {
    for (const person of people) person.leave()
    for (const journal of journals) journal.close()
    await program.kill()
    await endpoint.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The moment of the next kill: some time from now, and if wanted not before somebody is reading a reply. */
async function moment(people: readonly Person[], random: Random, wantsReading: boolean): Promise<void> {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await pause(random.integer(400))
  while (wantsReading && !people.some((person) => person.isReading)) await pause(5)
}

/** Resolves once no session waits for the engine any more. */
async function settled(data: string): Promise<void> {
  const store = await openData(data)
  await eventually('the end of all work', async () => (await store.pendingSessions(['live'])).length === 0, 60_000)
  await store.close()
}

const study = smallStudy((draft) => {
  Object.assign(draft.flow![3]!, {
    turns: { min: 1, max: 200 },
    probes: { items: ['near/trust'], moments: ['start', 'end'], repeats: 1 },
  })
})
