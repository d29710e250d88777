import { useEffect, useState } from 'react'
import { direction } from '../../shared/instrument/direction.ts'
import { randomId } from '../ui/id.ts'
import { Announcer } from './Announcer.tsx'
import { type Enrolment, enrol } from './engine/enrolment.ts'
import { readLink } from './engine/link.ts'
import { browserStorage } from './engine/storage.ts'
import { openVisit, type Visit } from './engine/visit.ts'
import { Plain } from './Plain.tsx'
import { Stages } from './Stages.tsx'
import { VisitContext } from './visit-context.ts'
import { areWordsHere, awaitWords, loadWords, type Words, wordsIn } from './words.ts'
import { WordsContext } from './words-context.ts'

const storage = browserStorage()
const link = readLink(location)
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/**
 * The language of the page. Until the study's own language is known, it is the browser's language, and only the
 * interface uses it.
 */
type Spoken = { locale: string; ofStudy: boolean; words: Words }

function spokenIn(locale: string, ofStudy: boolean): Spoken {
  return { locale, ofStudy, words: wordsIn(locale) }
}

/** The way from the link to a session, or to a page that says why there is none. */
export function App() {
  const [enrolment, setEnrolment] = useState<Enrolment>(link === null ? { kind: 'unknown-link' } : { kind: 'opening' })
  const [visit, setVisit] = useState<Visit | null>(null)
  const [spoken, setSpoken] = useState(areWordsHere(navigator.language) ? spokenIn(navigator.language, false) : null)

  useEffect(() => {
    let mounted = true
    let wanted = ''
    let begun: Visit | null = null

    /** Changes to a language once its words have come. Until then the page stays as it is. */
    function speak(locale: string, ofStudy: boolean): void {
      if (wanted === `${locale} ${ofStudy}`) return
      wanted = `${locale} ${ofStudy}`
      const say = () => {
        if (mounted && wanted === `${locale} ${ofStudy}`) setSpoken(spokenIn(locale, ofStudy))
      }
      if (areWordsHere(locale)) say()
      else {
        void awaitWords(locale).then(say)
        // If the words come after the wait, they are still used.
        void loadWords(locale).then(say)
      }
    }

    speak(navigator.language, false)
    const leave = () => {
      mounted = false
      begun?.close()
    }
    if (link === null) return leave
    void enrol(
      link,
      storage,
      (now) => {
        if (!mounted) return
        setEnrolment(now)
        if (now.kind !== 'enrolled') return
        speak(now.locale, true)
        begun = openVisit(now.identity, storage, tabId())
        begun.subscribe(() => speak(begun?.getState().replica.locale ?? now.locale, true))
        setVisit(begun)
      },
      pause,
      () => mounted,
    )
    return leave
  }, [])

  useEffect(() => {
    if (spoken === null) return
    const tongue = spoken.ofStudy ? spoken.locale : spoken.words.locale
    document.documentElement.lang = tongue
    document.documentElement.dir = direction(tongue)
  }, [spoken])

  if (spoken === null) return null
  return (
    <WordsContext value={spoken.words}>
      <Announcer>
        {enrolment.kind === 'enrolled' && visit !== null && spoken.ofStudy ? (
          <VisitContext value={visit}>
            <Stages preview={enrolment.preview} />
          </VisitContext>
        ) : (
          <NotYet kind={enrolment.kind} say={spoken.words.say} />
        )}
      </Announcer>
    </WordsContext>
  )
}

function NotYet({ kind, say }: { kind: Enrolment['kind']; say: Words['say'] }) {
  switch (kind) {
    case 'opening':
    case 'enrolled':
      return <p className="plain quiet appears-late">{say('opening')}</p>
    case 'away':
      return (
        <Plain title={say('awayTitle')} text={say('awayText')}>
          <button type="button" className="button" onClick={() => location.reload()}>
            {say('tryAgain')}
          </button>
        </Plain>
      )
    case 'unknown-link':
      return <Plain title={say('unknownLinkTitle')} text={say('unknownLinkText')} />
    case 'not-ours':
      return <Plain title={say('notOursTitle')} text={say('notOursText')} />
    case 'paused':
      return (
        <Plain title={say('pausedTitle')} text={say('pausedText')}>
          <button type="button" className="button" onClick={() => location.reload()}>
            {say('tryAgain')}
          </button>
        </Plain>
      )
  }
}

/** An id for this tab, which stays the same when the page is reloaded. */
function tabId(): string {
  try {
    const kept = sessionStorage.getItem('parallax.tab') ?? randomId(9)
    sessionStorage.setItem('parallax.tab', kept)
    return kept
  } catch {
    return randomId(9)
  }
}
