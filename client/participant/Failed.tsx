import { Component, type ReactNode } from 'react'
import { Plain } from './Plain.tsx'
import { wordsIn } from './words.ts'

/** Shown when a page cannot be drawn at all. This is a fault of ours; the page says so without a stack trace. */
export class Failed extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    const { say } = wordsIn(document.documentElement.lang)
    return (
      <Plain title={say('failedTitle')} text={say('failedText')}>
        <button type="button" className="button main" onClick={() => location.reload()}>
          {say('reload')}
        </button>
      </Plain>
    )
  }
}
