import { type KeyboardEvent, useId, useState } from 'react'
import { useWords } from '../words-context.ts'
import { findPlaces, type Place } from './place-search.ts'

type Props = {
  places: Place[]
  chosen: string[]
  onChoose: (place: Place) => void
  labelled: string
  described: string | undefined
}

/**
 * A combobox after the ARIA Authoring Practices: the focus stays in the field, and the list follows what is written.
 */
export function PlaceSearch({ places, chosen, onChoose, labelled, described }: Props) {
  const { say } = useWords()
  const [written, setWritten] = useState('')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const id = useId()
  const found = findPlaces(places, written, chosen)
  const nothing = found.length === 0
  const shown = open && !nothing
  const optionId = (index: number) => `${id}option${index}`

  function choose(place: Place): void {
    onChoose(place)
    setWritten('')
    setActive(-1)
    setOpen(false)
  }

  function move(to: number): void {
    setOpen(true)
    setActive(to)
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const last = found.length - 1
    if (event.key === 'ArrowDown') move(active >= last ? 0 : active + 1)
    else if (event.key === 'ArrowUp') move(active <= 0 ? last : active - 1)
    else if (event.key === 'Enter') {
      // Enter in this field never sends the page.
      const place = found[active === -1 && found.length === 1 ? 0 : active]
      if (open && place !== undefined) choose(place)
    } else if (event.key === 'Escape' && open) setOpen(false)
    else return
    event.preventDefault()
  }

  return (
    <div className="place-search">
      <label className="labelled" id={`${id}label`} htmlFor={id}>
        {say('placesFind')}
      </label>
      {/* The words that are not shown take up room too, so that nothing moves while somebody writes. */}
      <p className="quiet one-of-two" id={`${id}hint`}>
        <span data-shown={!nothing}>{say('placesHint')}</span>
        <span data-shown={nothing}>{say('placesFound', { count: 0 })}</span>
      </p>
      <input
        id={id}
        className="field"
        type="text"
        role="combobox"
        dir={written === '' ? undefined : 'auto'}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-expanded={shown}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? optionId(active) : undefined}
        aria-labelledby={`${labelled} ${id}label`}
        aria-describedby={[described, `${id}hint`].filter(Boolean).join(' ')}
        value={written}
        onChange={(event) => {
          setWritten(event.target.value)
          setOpen(true)
          setActive(-1)
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} role="listbox" className="place-list" aria-labelledby={`${id}label`} hidden={!shown}>
        {found.map((place, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field; aria-activedescendant points here
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the field
          <div
            key={place.code}
            id={optionId(index)}
            role="option"
            aria-selected={index === active}
            dir="auto"
            // Keeps the focus in the field.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(place)}
          >
            {place.name}
          </div>
        ))}
      </div>
    </div>
  )
}
