import { type DestinationStream, type Logger, pino } from 'pino'

/** The program's log: ids, kinds and errors, never what people wrote. */
export type Log = Logger

/** What the log takes of a request: enough to count by, and nothing that leads to a person. */
type Asked = { method: string; routeOptions?: { url?: string | undefined } }

/** Where log lines go, or wait: `release` writes those that wait, and lets all others through. */
export type HeldLines = DestinationStream & { release(): void }

/**
 * Holds log lines back, so that what a person is to read at the start stands whole on the screen, with no JSON above or inside
 * of it. Whoever makes it sees to it that they are released, whatever becomes of the start.
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
 * Logs as JSON lines, to standard error unless told otherwise, so that standard output stays for what a person is meant
 * to read. Of a request it tells the method and the route's pattern: addresses hold platform ids and download tickets.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  const serializers = {
    error: pino.stdSerializers.err,
    req: ({ method, routeOptions }: Asked) => ({ method, route: routeOptions?.url ?? 'none' }),
    res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  }
  return pino({ level, serializers }, destination)
}
