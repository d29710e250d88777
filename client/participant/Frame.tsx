import { type ReactNode, useEffect } from 'react'
import type { MessageKey } from '../../shared/languages/interface-words.ts'
import { useAnnounce } from './Announcer.tsx'
import type { Notice } from './engine/visit.ts'
import { Menu } from './Menu.tsx'
import { SaveState } from './SaveState.tsx'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** What surrounds every stage: the link to the content, whether what was written is saved, and the way out. */
export function Frame({ preview, children }: { preview: boolean; children: ReactNode }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const announce = useAnnounce()
  const words = state.notice === null ? null : say(noticeKey(state.notice))
  const noticeId = state.notice?.id

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same sentence for another notice is read again
  useEffect(() => {
    if (words !== null) announce(words)
  }, [noticeId, words, announce])

  const over = state.replica.screen?.kind === 'ended'
  return (
    <>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      {preview && <p className="preview">{say('preview')}</p>}
      <header className="head">
        {!over && <SaveState />}
        {!over && <Menu />}
      </header>
      {words !== null && (
        <div className="notice">
          <p>{words}</p>
          <button type="button" className="button small" onClick={visit.dismissNotice}>
            {say('close')}
          </button>
        </div>
      )}
      {children}
    </>
  )
}

/** The calm sentence that a person reads after a refusal. The English message of the refusal is for engineers. */
function noticeKey({ type, code }: Notice): MessageKey {
  if (type === 'turn.taken') return code === 'limit' ? 'noticeLimit' : 'noticeTurn'
  if (type === 'consent.given' && code === 'stale') return 'noticeConsent'
  if (type === 'item.answered' && code === 'unfit-answer') return 'noticeAnswer'
  if (code === 'incomplete') return 'noticeIncomplete'
  if (code === 'busy') return 'noticeBusy'
  return 'noticeOutOfDate'
}
