import { useId, useLayoutEffect, useRef, useState } from 'react'
import { useAnnounce } from '../Announcer.tsx'
import { writesByTouch } from '../engine/device.ts'
import { wellFormed } from '../engine/well-formed.ts'
import { useDraft } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { draftSlot, type ItemProps } from './item.ts'
import { PlaceSearch } from './PlaceSearch.tsx'
import type { Place } from './place-search.ts'

const MOST_PLACES = 20
const MOST_WORDS = 200

/**
 * The places that a person counts as theirs, in the order in which they were chosen; or none of them; or the person's
 * own words.
 */
export function PlacesItem({ item, stage, format, answer, onAnswer, labelled, described }: ItemProps<'population'>) {
  const { say } = useWords()
  const announce = useAnnounce()
  const [draft, setDraft] = useDraft(draftSlot(stage, item.id))
  const [writing, setWriting] = useState(draft !== '')
  const given = answer?.kind === 'places' ? answer : null
  const places = given?.places ?? []
  const words = writing ? draft : (given?.words ?? '')
  const none = given !== null && places.length === 0 && given.words === ''
  const id = useId()
  const nameOf = (code: string) => format.places.find((place) => place.code === code)?.name ?? code

  const box = useRef<HTMLDivElement>(null)
  /** Where a place stood that was just removed, and with it the button that had the focus. */
  const removed = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (removed.current === null) return
    const left = box.current?.querySelectorAll<HTMLElement>('.chosen button')
    // The field would bring up the keyboard of a phone.
    const other = box.current?.querySelector<HTMLElement>(writesByTouch() ? '[type=checkbox]' : '[role=combobox]')
    const next = left?.[Math.min(removed.current, places.length - 1)] ?? other
    removed.current = null
    next?.focus()
  }, [places.length])

  function give(chosen: string[]): void {
    onAnswer({ kind: 'places', places: chosen, words: wellFormed(words.trim()) })
  }
  function add(place: Place): void {
    give([...places, place.code])
    announce(say('placesAdded', { place: place.name }))
  }
  function remove(code: string): void {
    removed.current = places.indexOf(code)
    give(places.filter((one) => one !== code))
    announce(say('placesRemoved', { place: nameOf(code) }))
  }
  function leaveWords(): void {
    if (writing && draft.trim() !== (given?.words ?? ''))
      onAnswer({ kind: 'places', places, words: wellFormed(draft.trim().slice(0, MOST_WORDS)) })
    setWriting(false)
    setDraft('')
  }

  return (
    <div className="places" ref={box}>
      {places.length > 0 && (
        <ul className="chosen" aria-label={say('placesChosen')}>
          {places.map((code) => (
            <li key={code}>
              <span dir="auto">{nameOf(code)}</span>
              <button
                type="button"
                aria-label={say('placesRemove', { place: nameOf(code) })}
                onClick={() => remove(code)}
              >
                <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {places.length < MOST_PLACES ? (
        <PlaceSearch places={format.places} chosen={places} onChoose={add} labelled={labelled} described={described} />
      ) : (
        <p className="quiet">{say('placesFull', { max: MOST_PLACES })}</p>
      )}
      <label className="choice">
        <input
          type="checkbox"
          checked={none}
          onChange={(event) => {
            setWriting(false)
            setDraft('')
            if (event.target.checked) onAnswer({ kind: 'places', places: [], words: '' })
            else if (item.optional) onAnswer({ kind: 'skipped' })
          }}
        />
        <span>{say('placesNone')}</span>
      </label>
      <label className="labelled" htmlFor={id}>
        {say('placesWords')}
      </label>
      <input
        id={id}
        className="field"
        type="text"
        dir={words === '' ? undefined : 'auto'}
        autoComplete="off"
        maxLength={MOST_WORDS}
        value={words}
        onFocus={() => {
          setDraft(words)
          setWriting(true)
        }}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={leaveWords}
      />
    </div>
  )
}
