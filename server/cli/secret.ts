import { addressOf } from '../greeting.ts'
import { replaceResearcherSecret } from '../secrets.ts'
import { CallProblem, verb } from './call.ts'
import { openWorkspace } from './workspace.ts'

export const secret = verb({
  summary: "make a new researcher's secret",
  help: `Usage: npm run -s parallax -- secret

Makes a new secret for the researcher page and prints the link with it. The old one no longer works. Only its hash is kept, so note it.`,
  options: {},
  async run(_call, io) {
    const workspace = await openWorkspace()
    try {
      if (workspace.config.researcherSecret !== undefined)
        throw new CallProblem(
          'PARALLAX_RESEARCHER_SECRET is set and comes back at every start, so no other secret would last; change that variable and restart the server, or remove it first.',
        )
      const link = `/researcher#key=${await replaceResearcherSecret(workspace.store)}`
      io.out(
        `Open ${addressOf(workspace.config)}${link}\nThe server must run (npm start). If it runs at another address than this, open ${link} there. Keep the link: the secret in it is not shown again.`,
      )
    } finally {
      await workspace.store.close()
    }
  },
})
