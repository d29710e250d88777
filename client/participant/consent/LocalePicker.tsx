import { direction } from '../../../shared/instrument/direction.ts'
import { isPending } from '../engine/visit.ts'
import { useVisit } from '../visit-context.ts'
import { areWordsHere, awaitWords } from '../words.ts'
import { useWords } from '../words-context.ts'

type Props = {
  locales: string[]
  /** Whether the words of a chosen language are still being loaded. Nobody may consent before the choice is sent. */
  fetching: boolean
  onFetching: (fetching: boolean) => void
}

/**
 * Languages of the study, each with its own name for itself. They are buttons: with radios, every arrow key would
 * change the page.
 */
export function LocalePicker({ locales, fetching, onFetching }: Props) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  if (locales.length < 2) return null
  const waiting = fetching || isPending(state, 'locale.chosen')

  /** The language is chosen once the interface's words have come, so that the whole page changes at once. */
  async function choose(locale: string): Promise<void> {
    if (!areWordsHere(locale)) {
      onFetching(true)
      await awaitWords(locale)
      onFetching(false)
    }
    visit.propose('locale.chosen', { locale })
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a set of buttons is no set of form fields
    <div className="locales" role="group" aria-label={say('language')}>
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          className="button small"
          lang={locale}
          dir={direction(locale)}
          aria-pressed={locale === state.replica.locale}
          // It keeps the focus.
          aria-disabled={waiting || undefined}
          onClick={() => !waiting && locale !== state.replica.locale && void choose(locale)}
        >
          {nameOf(locale)}
        </button>
      ))}
    </div>
  )
}

function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
