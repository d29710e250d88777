import type { Verb } from '../cli/verb.ts'
import { VERBS } from '../cli/verbs.ts'
import { page, table } from './markdown.ts'

/** `docs/commands.md`: the help of every verb, as `--help` prints it. */
export function commandsPage(verbs: Readonly<Record<string, Verb>> = VERBS): string {
  const named = Object.entries(verbs)
  const link = (name: string) => `[\`${name}\`](#${name.replaceAll(' ', '-')})`
  return page('Commands', 'server/cli/verbs.ts and the verbs that it lists', [
    'Every command is called as `npm run -s parallax -- VERB`. Each prints the text below with `--help`.',
    table(
      ['verb', 'what it does'],
      named.map(([name, { summary }]) => [link(name), summary]),
    ),
    ...named.map(([name, { help }]) => `## ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\``),
  ])
}
