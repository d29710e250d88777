import type { Config } from './config.ts'
import { firstResearcherSecret } from './secrets.ts'
import type { Store } from './store/store.ts'
import type { PausedStudy, StudyCatalogue } from './studies/catalogue.ts'
import { problemLine } from './studies/study-problem.ts'

/**
 * What a person reads after the start: where the studies are, how the researcher gets in, and which studies are not
 * served and why. `address` is what the server listens on.
 */
export async function greet(
  config: Config,
  store: Store,
  catalogue: StudyCatalogue,
  address: unknown,
  recovered: number,
): Promise<void> {
  const port = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : config.port
  const base = addressOf({ ...config, port })
  const lines = ['', 'Parallax is running.', '']
  for (const { study } of catalogue.current()) {
    if (study.flow.length === 0) {
      lines.push(`  ${study.title}`, `    asks models only: npm run -s parallax -- probe ${study.id}`)
      continue
    }
    lines.push(`  ${study.title}`)
    lines.push(`    participants  ${base}/s/${catalogue.linkOf({ studyId: study.id, kind: 'live' })}`)
    lines.push(`    preview       ${base}/s/${catalogue.linkOf({ studyId: study.id, kind: 'preview' })}`)
  }
  lines.push('', '  Researcher', ...(await researcherLines(config, store, `${base}/researcher`)))
  if (recovered > 0) lines.push('', `  ${recovered} sessions were under way at the last stop and go on.`)
  for (const study of catalogue.paused()) lines.push('', ...pausedLines(study))
  console.log(`${lines.join('\n')}\n`)
}

/** The address to which the paths of all links are added. */
export function addressOf({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return publicUrl ?? `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}

/**
 * How the researcher gets in. A secret is made and shown only at the first start. A secret from the environment is
 * never shown.
 */
async function researcherLines({ researcherSecret }: Config, store: Store, page: string): Promise<string[]> {
  if (researcherSecret !== undefined) return [`    ${page}`, '    (The secret is that of PARALLAX_RESEARCHER_SECRET.)']
  const first = await firstResearcherSecret(store)
  return first === null
    ? [
        `    ${page}`,
        '    (The link with its secret was shown when the secret was made, by an earlier start or by "secret".',
        '    If you do not have it any more: "npm run -s parallax -- secret" makes a new one.)',
      ]
    : [`    ${page}#key=${first}`, '    (Keep this link: the secret in it is not shown again.)']
}

/**
 * Why a study is not served. If there are many problems, only the first are named, since the others may follow from
 * them.
 */
function pausedLines({ id, file, problems, last }: PausedStudy): string[] {
  const told = problems.slice(0, MOST_PROBLEMS).map((problem) => `    ${problemLine(problem)}`)
  const more = problems.length - told.length
  return [
    `  NOT SERVED: study "${id}" has errors; repair them and start again.`,
    ...(last === null ? [] : ['    People who have begun go on; new people are asked to come back later.']),
    ...told,
    ...(more === 0 ? [] : [`    … and ${more} more: npm run -s parallax -- study check ${file}`]),
  ]
}

const MOST_PROBLEMS = 10
