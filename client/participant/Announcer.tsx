import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

const AnnouncerContext = createContext({ announce: (_text: string) => {}, hush: () => {} })

/** Makes screen readers read a text out once, without moving the focus. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext).announce
}

/**
 * Removes the text that was read out. Otherwise it would stay on the page for people who read it with a screen reader.
 */
export function useHush(): () => void {
  return useContext(AnnouncerContext).hush
}

/**
 * The one polite live region of the page. It is there from the start, since screen readers miss regions that appear
 * together with their text. Each text is a new element, so that the same text twice is read twice.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ id: number; text: string }[]>([])
  const announce = useCallback((text: string) => {
    setSaid((before) => [...before.slice(-4), { id: (before.at(-1)?.id ?? 0) + 1, text }])
  }, [])
  const hush = useCallback(() => setSaid([]), [])
  const voice = useMemo(() => ({ announce, hush }), [announce, hush])
  return (
    <AnnouncerContext value={voice}>
      {children}
      <div className="hidden-visually" aria-live="polite" aria-relevant="additions" data-announcer="">
        {said.map((one) => (
          <p key={one.id} dir="auto">
            {one.text}
          </p>
        ))}
      </div>
    </AnnouncerContext>
  )
}
