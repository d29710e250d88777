import * as z from 'zod'
import { Localised } from '../../instrument/localised.ts'
import { common, twice } from './parts.ts'
import type { StageKind } from './stage-kind.ts'

/** Something that a participant may allow in addition to taking part. */
export const ConsentUse = z.strictObject({
  id: z
    .enum(['telemetry', 'quotation', 'reuse'])
    .describe('How the page was used; quoting what was written; use in other research'),
  label: Localised.describe('What stands beside the box to tick'),
})
export type ConsentUse = z.infer<typeof ConsentUse>

const schema = z.strictObject({
  ...common,
  kind: z.literal('consent').describe('Asks whether the person takes part; the first stage'),
  version: z.string().min(1).describe('The name of this text, kept with each consent; change it with the text'),
  text: Localised.describe('What is consented to, as Markdown'),
  uses: z.array(ConsentUse).default([]).describe('What may be allowed beside taking part, each with a box to tick'),
})

/** Explains what taking part is, and asks whether the person wants to. */
export const consent = {
  kind: 'consent',
  schema,
  asksConsent: true,
  isEarly: () => true,
  texts: ({ text, uses }) => [
    { name: 'the text', path: ['text'], text },
    ...uses.map(({ id, label }, nth) => ({ name: `use "${id}"`, path: ['uses', nth, 'label'], text: label })),
  ],
  problems: ({ when, uses }) => [
    ...(when === undefined ? [] : [{ path: ['when'], message: 'consent is asked of everyone; remove "when".' }]),
    ...twice(
      uses.map((use) => use.id),
      ['uses'],
      'use',
    ),
  ],
  survey: () => null,
  talk: () => null,
} satisfies StageKind<z.infer<typeof schema>>
