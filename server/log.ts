import { type Logger, pino } from 'pino'

/** The program's log: ids, kinds and errors, never what people wrote. */
export type Log = Logger

/** Logs as JSON lines to standard error, so that standard output stays for what a person is meant to read. */
export function createLog(level: string): Log {
  return pino({ level, serializers: { error: pino.stdSerializers.err } }, pino.destination(2))
}
