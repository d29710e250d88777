import { useEffect, useMemo, useState } from 'react'
import { direction } from '../../shared/instrument/direction.ts'
import { randomId } from '../ui/id.ts'
import { Announcer } from './Announcer.tsx'
import { type Enrolment, enrol } from './enrolment.ts'
import { browserKeep } from './keep.ts'
import { readLink } from './link.ts'
import { wordsIn } from './messages/words.ts'
import { Plain } from './Plain.tsx'
import { Stages } from './Stages.tsx'
import { openVisit, type Visit } from './visit.ts'
import { VisitContext } from './visit-context.ts'
import { WordsContext } from './words-context.ts'

const keep = browserKeep()
const link = readLink(location)
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** From the link to a session, or to a page that says why not. */
export function App() {
  const [enrolment, setEnrolment] = useState<Enrolment>(link === null ? { kind: 'unknown-link' } : { kind: 'opening' })
  const [visit, setVisit] = useState<Visit | null>(null)
  const [locale, setLocale] = useState(navigator.language)

  useEffect(() => {
    if (link === null) return
    let mounted = true
    let begun: Visit | null = null
    void enrol(
      link,
      keep,
      (now) => {
        if (!mounted) return
        setEnrolment(now)
        if (now.kind !== 'enrolled') return
        setLocale(now.locale)
        begun = openVisit(now.identity, keep, tabId())
        begun.subscribe(() => setLocale(begun?.getState().seen.locale ?? now.locale))
        setVisit(begun)
      },
      pause,
      () => mounted,
    )
    return () => {
      mounted = false
      begun?.close()
    }
  }, [])

  const words = useMemo(() => wordsIn(locale), [locale])
  const known = enrolment.kind === 'enrolled'
  useEffect(() => {
    // Before the study's language is known, only the interface speaks.
    const tongue = known ? locale : words.locale
    document.documentElement.lang = tongue
    document.documentElement.dir = direction(tongue)
  }, [known, locale, words])

  return (
    <WordsContext value={words}>
      <Announcer>
        {enrolment.kind === 'enrolled' && visit !== null ? (
          <VisitContext value={visit}>
            <Stages preview={enrolment.preview} />
          </VisitContext>
        ) : (
          <NotYet kind={enrolment.kind} say={words.say} />
        )}
      </Announcer>
    </WordsContext>
  )
}

function NotYet({ kind, say }: { kind: Enrolment['kind']; say: ReturnType<typeof wordsIn>['say'] }) {
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

/** Names this tab, through reloads. */
function tabId(): string {
  try {
    const kept = sessionStorage.getItem('parallax.tab') ?? randomId(9)
    sessionStorage.setItem('parallax.tab', kept)
    return kept
  } catch {
    return randomId(9)
  }
}
