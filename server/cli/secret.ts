import { replaceResearcherSecret } from '../secrets.ts'
import { verb } from './call.ts'
import { openDesk } from './desk.ts'

export const secret = verb({
  summary: "make a new researcher's secret",
  help: `Usage: npm run -s parallax -- secret

Makes a new secret for the researcher page and prints it. The old one no longer works. Only its hash is kept, so note it.`,
  options: {},
  async run(_call, io) {
    const desk = await openDesk()
    try {
      io.out(`Open /researcher#key=${await replaceResearcherSecret(desk.store)}`)
    } finally {
      await desk.store.close()
    }
  },
})
