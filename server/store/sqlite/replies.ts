import type { Store } from '../store.ts'
import type { EventWriter } from './log.ts'
import type { Parts } from './parts.ts'

/** Keeps pieces of running replies, so that after a restart it is known what the person had on screen. */
export function replyVerbs({ db, commits }: Parts, writer: EventWriter): Pick<Store, 'checkpoint' | 'checkpointed'> {
  // The same place may come again with more text, if the answer to the first attempt was lost.
  const insertPiece = db.prepare(
    `INSERT INTO reply_checkpoints (session, reply, start, text) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET text = excluded.text WHERE length(excluded.text) > length(text)`,
  )
  const findPieces = db.prepare<[string, string], { start: number; text: string }>(
    `SELECT c.start, c.text FROM sessions s JOIN reply_checkpoints c ON c.session = s.n
     WHERE s.id = ? AND c.reply = ? ORDER BY c.start`,
  )

  return {
    checkpoint(pieces) {
      const kept = pieces.map((piece) => ({ ...piece, text: JSON.stringify(piece.text) }))
      return commits.write(kept.length, () => {
        for (const piece of kept) {
          const head = writer.head(piece.session)
          if (head.erasedAt === null) insertPiece.run(head.n, piece.reply, piece.from, piece.text)
        }
      })
    },

    async checkpointed({ session, reply }) {
      let text = ''
      for (const piece of findPieces.all(session, reply)) {
        if (piece.start > text.length) break
        text += (JSON.parse(piece.text) as string).slice(text.length - piece.start)
      }
      return text
    },
  }
}
