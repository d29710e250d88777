import type { ComponentType } from 'react'
import { useEffect } from 'react'
import type { Screen } from '../../shared/session/view.ts'
import { useHush } from './Announcer.tsx'
import { Chat } from './chat/Chat.tsx'
import { Consent } from './consent/Consent.tsx'
import { Debrief } from './Debrief.tsx'
import { Frame } from './Frame.tsx'
import { Plain } from './Plain.tsx'
import { Survey } from './survey/Survey.tsx'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

const RELOADED = 'parallax.reloaded'

/** The stage on screen, in the frame that all stages share. */
export function Stages({ preview }: { preview: boolean }) {
  const { state } = useVisit()
  const { say } = useWords()
  const { screen } = state.replica
  const heading =
    screen === null ? null : 'title' in screen ? screen.title : endedWords(screen, say, state.erased).title

  useEffect(() => {
    document.title = heading ?? say('opening')
  }, [heading, say])

  const hush = useHush()
  const over = screen?.kind === 'ended'
  useEffect(() => {
    if (over) hush()
  }, [over, hush])

  const stale = state.refused === 'stale-client'
  useEffect(() => {
    // A newer server has newer pages, so the page reloads itself, but only once. If that does not help, the person is
    // told.
    if (stale && sessionStorage.getItem(RELOADED) === null) {
      sessionStorage.setItem(RELOADED, 'once')
      location.reload()
    } else if (screen !== null) sessionStorage.removeItem(RELOADED)
  }, [stale, screen])

  if (state.refused !== null)
    return stale ? (
      <Plain title={say('staleTitle')} text={say('staleText')}>
        <button type="button" className="button main" onClick={() => location.reload()}>
          {say('reload')}
        </button>
      </Plain>
    ) : (
      <Plain title={say('notOursTitle')} text={say('notOursText')} />
    )
  return (
    <Frame preview={preview}>
      {screen === null ? <p className="plain quiet appears-late">{say('opening')}</p> : <Stage screen={screen} />}
    </Frame>
  )
}

type ScreenKind = Screen['kind']
type ScreenOf<Kind extends ScreenKind> = Extract<Screen, { kind: Kind }>

/** What is shown of each kind of screen. */
const SCREENS: { readonly [Kind in ScreenKind]: ComponentType<{ screen: ScreenOf<Kind> }> } = {
  consent: Consent,
  survey: Survey,
  chat: Chat,
  debrief: Debrief,
  waiting: Between,
  ended: Between,
}

function Stage({ screen }: { screen: Screen }) {
  const Shown = SCREENS[screen.kind] as ComponentType<{ screen: Screen }>
  return <Shown key={'stage' in screen ? screen.stage : undefined} screen={screen} />
}

/** Shown before the first stage that depends on a condition, and after the last stage. */
function Between({ screen }: { screen: ScreenOf<'waiting' | 'ended'> }) {
  const { state } = useVisit()
  const { say } = useWords()
  return <Plain {...endedWords(screen, say, state.erased)} />
}

function endedWords(
  screen: Extract<Screen, { kind: 'waiting' | 'ended' }>,
  say: ReturnType<typeof useWords>['say'],
  erased: boolean | null,
) {
  if (screen.kind === 'waiting') return { title: say('waitingTitle'), text: say('waitingText') }
  switch (screen.how) {
    case 'completed':
      return { title: say('completedTitle'), text: say('completedText') }
    case 'declined':
      return { title: say('declinedTitle'), text: say('declinedText') }
    case 'withdrawn':
      return {
        title: say('withdrawnTitle'),
        // After a reload the page no longer knows what was wished, and says nothing of it.
        text: [
          say('withdrawnText'),
          ...(erased === null ? [] : [say(erased ? 'withdrawnErased' : 'withdrawnKept')]),
        ].join(' '),
      }
  }
}
