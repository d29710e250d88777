/**
 * Where a verb writes: figures and files to `out`, everything said about them to `err`. Each call writes whole lines.
 */
export type Io = { out(text: string): void; err(text: string): void }

/**
 * One word of the command line. `help` is what `--help` prints. `run` gets the arguments after the verb and returns the
 * exit code. 0: all is well. 2: the call or an input cannot be used, and `err` has said what, where and the remedy.
 */
export type Verb = {
  summary: string
  help: string
  run(args: string[], io: Io): Promise<number>
}
