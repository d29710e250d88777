import { useState } from 'react'
import type { Screen } from '../../../shared/session/view.ts'
import { isPending } from '../engine/visit.ts'
import { Prose } from '../markdown/Prose.tsx'
import { OfflineNote } from '../OfflineNote.tsx'
import { StageHeading } from '../StageHeading.tsx'
import { useVisit } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { LocalePicker } from './LocalePicker.tsx'

type ConsentScreen = Extract<Screen, { kind: 'consent' }>
type Use = ConsentScreen['uses'][number]['id']

/** What taking part means, and the choice. Nothing is ticked in advance. */
export function Consent({ screen }: { screen: ConsentScreen }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const [allowed, setAllowed] = useState<readonly Use[]>([])
  const { stage, version, uses } = screen
  const [fetching, setFetching] = useState(false)
  const going = fetching || isPending(state, 'consent.given', 'consent.declined')
  return (
    <main id="content" className="column">
      <LocalePicker locales={screen.locales} fetching={fetching} onFetching={setFetching} />
      <StageHeading stage={stage}>{screen.title}</StageHeading>
      <Prose text={screen.text} />
      {uses.length > 0 && (
        <fieldset className="choices uses">
          <legend>{say('optionalUses')}</legend>
          <p className="quiet">{say('optionalUsesHint')}</p>
          {uses.map((use) => (
            <label key={use.id} className="choice">
              <input
                type="checkbox"
                checked={allowed.includes(use.id)}
                onChange={(event) =>
                  setAllowed(event.target.checked ? [...allowed, use.id] : allowed.filter((one) => one !== use.id))
                }
              />
              <span dir="auto">{use.label}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div className="actions">
        <button
          type="button"
          className="button main"
          disabled={going}
          aria-busy={going}
          onClick={() => visit.propose('consent.given', { stage, version, uses: [...allowed] })}
        >
          {say('agree')}
        </button>
        <button
          type="button"
          className="button"
          disabled={going}
          onClick={() => visit.propose('consent.declined', { stage })}
        >
          {say('decline')}
        </button>
        <OfflineNote going={going} />
      </div>
    </main>
  )
}
