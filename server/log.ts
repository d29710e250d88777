import { type DestinationStream, type Logger, pino } from 'pino'

/** The program's log: ids, kinds and errors, never what people wrote. */
export type Log = Logger

/** What the log takes of a request: enough to count requests, and nothing that leads to a person. */
type Asked = { method: string; routeOptions?: { url?: string | undefined } }

/** Where log lines go, or wait. `release` writes the lines that wait, and from then on lets all lines through. */
export type HeldLines = DestinationStream & { release(): void }

/**
 * Holds log lines back, so that what a person reads at the start stands whole on the screen, with no JSON above it or
 * inside it. The caller must release the lines, also when the start fails.
 */
export function heldLines(destination: DestinationStream = pino.destination(2)): HeldLines {
  let held: string[] | null = []
  return {
    write(line) {
      if (held === null) destination.write(line)
      else held.push(line)
    },
    release() {
      const lines = held ?? []
      held = null
      for (const line of lines) destination.write(line)
    },
  }
}

/**
 * Logs as JSON lines. They go to standard error unless told otherwise, so that standard output is free for what a
 * person reads. Of a request it logs the method and the pattern of the route: addresses hold platform ids and download
 * tickets.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  const serializers = {
    error: pino.stdSerializers.err,
    req: ({ method, routeOptions }: Asked) => ({ method, route: routeOptions?.url ?? 'none' }),
    res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  }
  return pino({ level, serializers }, destination)
}
