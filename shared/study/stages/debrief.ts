import * as z from 'zod'
import { Localised } from '../../instrument/localised.ts'
import { common } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

const schema = z.strictObject({
  ...common,
  kind: z.literal('debrief').describe('Says what the study was about; the last stage'),
  text: Localised.describe('What is said, as Markdown'),
})

/** Tells those who took part what the study was about. */
export const debrief = {
  kind: 'debrief',
  schema,
  asksConsent: false,
  isEarly: () => false,
  texts: ({ text }) => [{ name: 'the text', path: ['text'], text }],
  problems: () => [],
  survey: () => null,
  talk: () => null,
} satisfies StageKind<z.infer<typeof schema>>
