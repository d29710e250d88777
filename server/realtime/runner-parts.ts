import type { Delta, Update } from '../../shared/protocol/socket.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { CallWatch } from '../model/call-watch.ts'
import type { Models } from '../model/models.ts'
import type { ProbeRound } from '../probes/round.ts'
import type { Store } from '../store/store.ts'
import type { StudyCatalogue } from '../studies/catalogue.ts'

/** Those whom the runner tells what happened. The gateway passes it on to sockets. */
export type Audience = { update(session: string, update: Update): void; delta(session: string, delta: Delta): void }

export type RunnerParts = {
  store: Store
  catalogue: StudyCatalogue
  models: Models
  probes: ProbeRound
  clock: Clock
  log: Log
  watch: CallWatch
  audience: Audience
}
