import type { Screen } from '../../../shared/session/view.ts'

/** What the server shows of a talk. */
export type ChatScreen = Extract<Screen, { kind: 'chat' }>
