import { Study } from '../../../shared/study/study.ts'

const both = (en: string, ar: string) => ({ en, ar })
const provenance = {
  en: { kind: 'original', by: 'A. Author', on: '2026-01-01' },
  ar: { kind: 'human-translation', by: 'B. Translator', on: '2026-01-02', localReview: 'approved' },
} as const

function item(id: string, theory: string, reference?: string) {
  return {
    id,
    label: id,
    topic: 'trust',
    theory,
    author: 'A. Author',
    provenance,
    ...(reference === undefined ? {} : { reference }),
    answer: {
      kind: 'ordinal' as const,
      options: [
        { code: 1, label: both('Yes', 'نعم') },
        { code: 2, label: both('No', 'لا') },
      ],
    },
    forms: { question: [both(`${id}?`, `${id}؟`), both(`${id}, or not?`, `${id} أم لا؟`)] },
  }
}

/** A study with nothing to say against it: every check must be silent. */
function base() {
  return {
    id: 'good',
    title: 'A good study',
    description: 'Nothing is wrong with it.',
    contact: { name: 'A. Author', email: 'author@example.org' },
    data: { owner: 'A university', retention: 'one year' },
    locales: ['en', 'ar'],
    model: { alias: 'main', settings: {} },
    factors: {
      persona: {
        aspect: 'persona',
        label: 'Persona',
        drawn: 'cells',
        levels: {
          plain: { label: 'Plain', wordings: [both('Be plain.', 'كن بسيطًا.'), both('Plain, please.', 'ببساطة.')] },
          elder: { label: 'Elder', wordings: [both('Be old.', 'كن كبيرًا.'), both('Old, please.', 'كبيرًا.')] },
        },
      },
      framing: {
        aspect: 'framing',
        label: 'Framing',
        drawn: 'cells',
        levels: {
          none: { label: 'None', whose: 'assistant' },
          user: {
            label: 'User',
            whose: 'user-from-place',
            wordings: [both('They are from {place}.', 'من {place}.'), both('{place} is home.', '{place} وطن.')],
          },
        },
      },
      language: {
        aspect: 'language',
        label: 'Language',
        drawn: 'crossed',
        levels: {
          own: { label: 'Own', prompt: 'own', reply: 'own' },
          english: {
            label: 'English',
            prompt: 'en',
            reply: 'en',
            wordings: [{ en: 'English.' }, { en: 'In English.' }],
          },
        },
      },
      arm: {
        aspect: 'gate',
        label: 'Arm',
        drawn: 'cells',
        levels: { focal: { label: 'Focal' }, placebo: { label: 'Placebo' } },
      },
    },
    conditions: [
      { id: 'plain-none', levels: { persona: 'plain', framing: 'none', arm: 'focal' }, weight: 1 },
      { id: 'plain-user', levels: { persona: 'plain', framing: 'user', arm: 'focal' }, weight: 1 },
      { id: 'elder-none', levels: { persona: 'elder', framing: 'none', arm: 'focal' }, weight: 1 },
      { id: 'placebo', levels: { persona: 'plain', framing: 'none', arm: 'placebo' }, weight: 2 },
    ],
    control: 'placebo',
    flow: [
      {
        id: 'consent',
        kind: 'consent',
        version: '1',
        title: both('Consent', 'موافقة'),
        text: both('Do you agree?', 'هل توافق؟'),
        uses: [{ id: 'telemetry', label: both('Times', 'الأوقات') }],
      },
      {
        id: 'screen',
        kind: 'survey',
        screening: true,
        title: both('First', 'أولًا'),
        items: ['trust/near', 'trust/home'],
      },
      {
        id: 'before',
        kind: 'survey',
        moment: 'before',
        title: both('Before', 'قبل'),
        intro: both('Hello', 'أهلًا'),
        items: ['trust/near', 'local/guest'],
        when: { answers: { 'screen.trust/near': [1] }, locales: ['en'] },
      },
      {
        id: 'talk',
        kind: 'chat',
        title: both('Talk', 'حديث'),
        when: { levels: { arm: ['focal'] } },
        turns: { min: 1, max: 5 },
        probes: { items: ['trust/near', 'local/guest'], moments: ['start', 'end'], repeats: 2 },
      },
      {
        id: 'other-talk',
        kind: 'chat',
        title: both('Talk', 'حديث'),
        when: { levels: { arm: ['placebo'] } },
        turns: {},
      },
      { id: 'debrief', kind: 'debrief', title: both('Thanks', 'شكرًا'), text: both('That was all.', 'انتهى.') },
    ],
    contrasts: [{ id: 'elder', title: 'Elder', factor: 'persona', level: 'elder', baseline: 'plain' }],
    places: { EGY: both('Egypt', 'مصر'), DEU: both('Germany', 'ألمانيا') },
    instruments: [
      {
        id: 'trust',
        title: 'Trust',
        items: [
          item('near', 'wvs', 'Q1'),
          { ...item('home', 'none'), answer: { kind: 'population' as const } },
          {
            ...item('scale', 'wvs', 'Q3'),
            answer: { kind: 'range' as const, min: 1, max: 5, low: both('a', 'ا'), high: both('b', 'ب') },
          },
        ],
      },
      { id: 'local', title: 'Local', items: [item('guest', 'local', 'L1')] },
    ],
    populations: [
      {
        id: 'people',
        title: 'People',
        source: 'A survey',
        wave: '2020',
        mode: 'by letter',
        weighted: true,
        n: { EGY: 100 },
        caution: 'None.',
        provenance: 'None.',
        kind: 'means',
        figures: { EGY: { Q1: { mean: 1.5 }, L1: { mean: 1.2 } } },
      },
    ],
  }
}

type Loose = { [key: string]: Loose } & Loose[]

/** The good study after a change. The change is free to write anything; what the schema refuses throws here. */
export function goodStudy(change: (study: Loose) => void = () => {}): Study {
  const study = structuredClone(base()) as object
  change(study as Loose)
  return Study.parse(study)
}
