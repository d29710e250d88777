import { type DestinationStream, type Logger, pino } from 'pino'

/** The program's log: ids, kinds and errors, never what people wrote. */
export type Log = Logger

/** What the log takes of a request: enough to count by, and nothing that leads to a person. */
type Asked = { method: string; routeOptions?: { url?: string | undefined } }

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
