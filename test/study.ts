import { Study } from '../shared/study/study.ts'

const both = (en: string, ar: string) => ({ en, ar })

const provenance = {
  en: { kind: 'original', by: 'The authors of this test', on: '2026-01-01' },
  ar: { kind: 'human-translation', by: 'The authors of this test', on: '2026-01-02', localReview: 'approved' },
} as const

const written = { theory: 'local', author: 'The authors of this test', provenance, topic: 'trust' } as const

/** The instrument of the small study: one item of every kind of answer. */
const instrument = {
  id: 'near',
  title: 'Near and far',
  items: [
    { ...written, id: 'home', label: 'Home', answer: { kind: 'population' }, forms: question('Home?', 'الوطن؟') },
    {
      ...written,
      id: 'trust',
      label: 'Trust',
      reference: 'T1',
      answer: {
        kind: 'ordinal',
        options: [
          { code: 1, label: both('A lot', 'كثيرًا') },
          { code: 2, label: both('A little', 'قليلًا') },
          { code: 3, label: both('Not at all', 'أبدًا') },
        ],
      },
      forms: question('How much do you trust people nearby?', 'كم تثق بالناس القريبين؟'),
    },
    {
      ...written,
      id: 'warmth',
      label: 'Warmth',
      reference: 'T2',
      answer: { kind: 'range', min: 0, max: 10, low: both('Cold', 'بارد'), high: both('Warm', 'دافئ') },
      forms: question('How warm is your street?', 'ما مدى دفء شارعك؟'),
    },
    {
      ...written,
      id: 'side',
      label: 'Side',
      answer: {
        kind: 'nominal',
        options: [
          { code: 1, label: both('River', 'النهر') },
          { code: 2, label: both('Hill', 'التل') },
        ],
      },
      forms: question('River or hill?', 'النهر أم التل؟'),
    },
    {
      ...written,
      id: 'why',
      label: 'Why',
      answer: { kind: 'text', maxLength: 500 },
      forms: question('Why so?', 'لماذا؟'),
      optional: true,
    },
  ],
}

function question(en: string, ar: string) {
  return { question: [both(en, ar)] }
}

const factors = {
  persona: {
    aspect: 'persona',
    label: 'Persona',
    levels: {
      plain: { label: 'Plain', wordings: [both('You answer plainly.', 'أنت تجيب ببساطة.')] },
      elder: {
        label: 'Elder',
        wordings: [both('You are an old neighbour.', 'أنت جار مسن.'), both('You are very old.', 'أنت مسن جدًا.')],
      },
    },
  },
  opening: {
    aspect: 'initiative',
    label: 'Who opens',
    levels: {
      person: { label: 'The person', opens: 'person' },
      assistant: {
        label: 'The assistant',
        opens: 'assistant',
        wordings: [both('Peace, neighbour.', 'السلام يا جار.')],
      },
    },
  },
} as const

const flow = [
  {
    id: 'welcome',
    kind: 'consent',
    version: '1',
    title: both('Before you begin', 'قبل أن تبدأ'),
    text: both('Do you take part?', 'هل تشارك؟'),
    uses: [
      { id: 'telemetry', label: both('How you write', 'كيف تكتب') },
      { id: 'quotation', label: both('Quotations', 'الاقتباس') },
    ],
  },
  { id: 'you', kind: 'survey', screening: true, title: both('You', 'أنت'), items: ['near/home', 'near/side'] },
  {
    id: 'before',
    kind: 'survey',
    moment: 'before',
    title: both('Some questions', 'بعض الأسئلة'),
    intro: both('There is no right answer.', 'لا إجابة صحيحة.'),
    items: ['near/trust', 'near/warmth', 'near/why'],
    shuffle: true,
  },
  {
    id: 'talk',
    kind: 'chat',
    title: both('A talk', 'حديث'),
    intro: both('Talk about your street.', 'تحدث عن شارعك.'),
    turns: { min: 1, max: 3 },
    affordances: ['stop', 'edit', 'copy'],
    probes: { items: ['near/trust', 'near/warmth'], moments: ['start', 'end'], repeats: 2 },
  },
  {
    id: 'elders',
    kind: 'survey',
    title: both('About the talk', 'عن الحديث'),
    items: ['near/why'],
    when: { levels: { persona: ['elder'] } },
  },
  { id: 'after', kind: 'survey', moment: 'after', title: both('Again', 'مرة أخرى'), items: ['near/trust'] },
  { id: 'debrief', kind: 'debrief', title: both('Thank you', 'شكرًا'), text: both('That was all.', 'هذا كل شيء.') },
]

/** What a study file and all that it names say, before it is parsed. */
function asWritten() {
  return {
    id: 'small',
    title: 'A small study',
    description: 'Two cells, one talk with probes, English and Arabic.',
    contact: { name: 'A. Author', email: 'author@example.org' },
    data: { owner: 'A university', retention: 'one year' },
    locales: ['en', 'ar'],
    model: { alias: 'main', settings: { temperature: 0.5 } },
    factors,
    conditions: [
      { id: 'plain', levels: { persona: 'plain', opening: 'person' }, weight: 1 },
      { id: 'elder', levels: { persona: 'elder', opening: 'assistant' }, weight: 1 },
    ],
    control: 'plain',
    flow,
    places: { EGY: both('Egypt', 'مصر'), DEU: both('Germany', 'ألمانيا') },
    instruments: [instrument],
    populations: [
      {
        id: 'people',
        title: 'People of the street',
        source: 'Made up for tests',
        wave: '2020',
        mode: 'none',
        weighted: false,
        n: { EGY: 100 },
        caution: 'Made up.',
        provenance: 'Made up for tests.',
        kind: 'distributions',
        figures: { EGY: { T1: { mean: 1.8, shares: { '1': 0.4, '2': 0.4, '3': 0.2 } } } },
      },
    ],
  }
}

/** Study files are free to say anything; what the schema refuses throws. */
export type Loose = { [key: string]: Loose } & Loose[]

/**
 * A small valid study in code, after a change. Two cells: in `plain` the person opens the talk, in `elder` the assistant
 * does and a stage more follows.
 */
export function smallStudy(change: (study: Loose) => void = () => {}): Study {
  const study = structuredClone(asWritten()) as object
  change(study as Loose)
  return Study.parse(study)
}
