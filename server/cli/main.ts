import { StartProblem } from '../start-problem.ts'
import { StoreRefusal } from '../store/sqlite/refusal.ts'
import { nearest } from '../studies/nearest.ts'
import { VERBS, verbNamed } from './verbs.ts'

const io = {
  out: (text: string) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  err: (text: string) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
}

process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  const name = verbNamed(words)
  if (name === undefined) {
    const asked = words[0]
    const lines = Object.entries(VERBS).map(([verb, { summary }]) => `  ${verb.padEnd(22)} ${summary}`)
    const help = `Usage: npm run -s parallax -- VERB [ARGUMENTS]\n\n${lines.join('\n')}\n\nEach verb has --help.`
    if (asked === undefined || asked === '--help' || asked === 'help') {
      io.out(help)
      return 0
    }
    const near = nearest(words.slice(0, 2).join(' '), Object.keys(VERBS)) ?? nearest(asked, Object.keys(VERBS))
    const meant = near === null ? '' : ` Did you mean "${near}"?`
    io.err(`No verb "${words.slice(0, 2).join(' ')}".${meant}\n\n${help}`)
    return 2
  }
  try {
    return await VERBS[name]!.run(words.slice(name.split(' ').length), io)
  } catch (error) {
    if (!(error instanceof StartProblem) && !(error instanceof StoreRefusal)) throw error
    io.err(error.message)
    return 2
  }
}
