import { createProfile, type ResponderProfile } from '../../../../server/model/builtin/profile.ts'
import { parseEffects } from '../../../../server/model/builtin/read-effects.ts'
import type { Item } from '../../../../shared/instrument/instrument.ts'
import type { Assignment } from '../../../../shared/study/assignment.ts'
import { itemOf } from '../../../../shared/study/items.ts'
import { Study } from '../../../../shared/study/study.ts'

const provenance = { en: { kind: 'original', by: 'test', on: '2026-11-21' } }
const bilingual = (en: string, ar: string) => ({ en, ar })
const common = { provenance, theory: 'none', author: 'test' }

/** A small study that has one of everything: the words are its own, so that no shipped text can break these tests. */
export const village: Study = Study.parse({
  id: 'village',
  title: 'Village',
  description: 'For tests.',
  contact: { name: 'Test', email: 'test@example.org' },
  data: { owner: 'Test', retention: 'none' },
  locales: ['en', 'ar'],
  model: { alias: 'builtin' },
  places: {
    EGY: bilingual('Egypt', 'مصر'),
    NLD: bilingual('the Netherlands', 'هولندا'),
    NER: bilingual('Niger', 'النيجر'),
    NGA: bilingual('Nigeria', 'نيجيريا'),
  },
  instruments: [
    {
      id: 'square',
      title: 'Square',
      items: [
        {
          ...common,
          id: 'well',
          label: 'Well',
          topic: 'water',
          reference: 'V1',
          answer: {
            kind: 'ordinal',
            options: [
              { code: 1, label: bilingual('Always shared', 'مشتركة دائماً') },
              { code: 2, label: bilingual('Mostly shared', 'مشتركة غالباً') },
              { code: 3, label: bilingual('Half and half', 'نصفاً بنصف') },
              { code: 4, label: bilingual('Mostly private', 'خاصة غالباً') },
              { code: 5, label: bilingual('Always private', 'خاصة دائماً') },
            ],
          },
          forms: {
            question: [
              bilingual('Whose is the well in the square?', 'لمن البئر التي في الساحة؟'),
              bilingual('Who may draw water at the square?', 'من يحق له أن يستقي في الساحة؟'),
            ],
            open: [bilingual('What does the well mean to you?', 'ماذا تعني لك البئر؟')],
          },
        },
        {
          ...common,
          id: 'harvest',
          label: 'Harvest',
          topic: 'fields',
          reference: 'V2',
          answer: {
            kind: 'range',
            min: 1,
            max: 10,
            low: bilingual('never fair', 'غير عادل أبداً'),
            high: bilingual('always fair', 'عادل دائماً'),
          },
          forms: { question: [bilingual('How fair is the harvest split?', 'ما مدى عدل قسمة الحصاد؟')] },
        },
        {
          ...common,
          id: 'tree',
          label: 'Tree',
          topic: 'fields',
          answer: {
            kind: 'nominal',
            options: [
              { code: 1, label: bilingual('Fig', 'تين') },
              { code: 2, label: bilingual('Olive', 'زيتون') },
              { code: 3, label: bilingual('Date', 'نخيل') },
            ],
          },
          forms: { question: [bilingual('Which tree stands for the village?', 'أي شجرة تمثل القرية؟')] },
        },
        {
          ...common,
          id: 'home',
          label: 'Home',
          topic: 'fields',
          optional: true,
          answer: { kind: 'population' },
          forms: { question: [bilingual('Which places are yours?', 'ما الأماكن التي تنتمي إليها؟')] },
        },
      ],
    },
  ],
  populations: [
    {
      id: 'census',
      title: 'Census',
      source: 'test',
      wave: '1',
      mode: 'test',
      weighted: false,
      n: 'unknown',
      caution: 'test',
      provenance: 'test',
      kind: 'distributions',
      figures: {
        NLD: { V1: { mean: 2.35, shares: { 1: 0.3, 2: 0.3, 3: 0.2, 4: 0.15, 5: 0.05 } }, V2: { mean: 6.5 } },
        EGY: { V1: { mean: 3.9, shares: { 2: 0.1, 3: 0.2, 4: 0.4, 5: 0.3 } }, V2: { mean: 3.25 } },
      },
    },
  ],
  factors: {
    persona: {
      aspect: 'persona',
      label: 'Persona',
      levels: {
        plain: { label: 'Plain', wordings: [bilingual('You are a guide.', 'أنت دليل.')] },
        keeper: {
          label: 'Keeper',
          wordings: [
            bilingual('You are a guide. You keep the well.', 'أنت دليل. وأنت حارس البئر.'),
            bilingual('You have kept the well for years.', 'تحرس البئر منذ سنوات.'),
          ],
        },
      },
    },
    framing: {
      aspect: 'framing',
      label: 'Framing',
      levels: {
        none: { label: 'None' },
        user: {
          label: 'User',
          whose: 'user-from-place',
          wordings: [bilingual('You talk with somebody from {place}.', 'محادثك من {place}.')],
        },
      },
    },
    strategy: {
      aspect: 'strategy',
      label: 'Strategy',
      levels: {
        direct: { label: 'Direct', kind: 'direct' },
        reasoning: { label: 'Reasoning', kind: 'reasoning-first' },
      },
    },
    position: {
      aspect: 'position',
      label: 'Position',
      levels: {
        open: { label: 'Open', value: -1, wordings: [bilingual('Argue for sharing.', 'دافع عن المشاركة.')] },
        closed: { label: 'Closed', value: 1, wordings: [bilingual('Argue for locks.', 'دافع عن الأقفال.')] },
      },
    },
    arm: { aspect: 'gate', label: 'Arm', levels: { one: { label: 'One' }, two: { label: 'Two' } } },
    colour: {
      aspect: 'constraints',
      label: 'Colour',
      levels: {
        red: { label: 'Red', wordings: [bilingual('Think of red.', 'فكّر في الأحمر.')] },
        blue: { label: 'Blue', wordings: [bilingual('Think of blue.', 'فكّر في الأزرق.')] },
      },
    },
  },
  conditions: [{ id: 'base', levels: {}, weight: 1 }],
  control: 'base',
  flow: [{ id: 'end', kind: 'debrief', title: bilingual('End', 'النهاية'), text: bilingual('Bye', 'وداعاً') }],
})

/** The effects that most tests look for. */
export const EFFECTS = `
base:
  populations: [census]
  place: NLD
  answers:
    square/tree: { shares: { 1: 0.5, 2: 0.3, 3: 0.2 } }
  unclassifiable: 0.02
  refused: 0.01
nothing: [colour]
effects:
  - id: keeper
    when: { factor: persona, level: keeper }
    topics: [water]
    shift: { by: 0.15 }
  - id: user
    when: { factor: framing, level: user }
    shift: { toward: place, weight: 0.6 }
  - id: reasoning
    when: { factor: strategy, level: reasoning }
    items: [square/well]
    shift: { by: -0.1 }
  - id: reasoning-evades
    when: { factor: strategy, level: reasoning }
    shift: { unclassifiable: 0.1 }
  - id: both
    when:
      - { factor: persona, level: keeper }
      - { factor: framing, level: user }
    items: [square/harvest]
    shift: { spread: 3 }
adaptation: { by: 0.2 }
position:
  - id: open
    when: { factor: position, level: open }
    items: [square/well]
    says: low
    lines:
      en: [A well that is shared never runs dry.]
      ar: [البئر المشتركة لا تنضب.]
  - id: closed
    when: { factor: position, level: closed }
    items: [square/well]
    says: high
    lines:
      en: [A well needs one owner who looks after it.]
      ar: [تحتاج البئر إلى مالك واحد يعتني بها.]
voice:
  - when: { factor: persona, level: keeper }
    openers: { en: [The bucket is full today.], ar: [الدلو ممتلئ اليوم.] }
talk:
  - about: water
    words: { en: [water, well], ar: [ماء, بئر] }
    thoughts:
      en: [Water brings people together.]
      ar: [الماء يجمع الناس.]
    questions:
      en: [Who taught you to draw water?]
      ar: [من علّمك الاستقاء؟]
    people:
      en: [My grandmother went there at dawn.]
      ar: [كانت جدتي تذهب إليها فجراً.]
  - about: market
    words: { en: [market], ar: [سوق] }
    thoughts: { en: [A market has its own clock.], ar: [للسوق ساعته.] }
    questions: { en: [What do you sell there?], ar: [ماذا تبيع هناك؟] }
    people: { en: [I sell figs on Mondays.], ar: [أبيع التين يوم الاثنين.] }
people:
  place: EGY
  declares: [EGY, NLD]
  undeclared: 0.1
  noise: 0.2
  susceptibility: 0.3
  skips: 0.1
  lines:
    square/well:
      about: water
      high: { en: [A lock keeps the peace.], ar: [القفل يحفظ السلام.] }
      low: { en: [Everybody must be able to drink.], ar: [يجب أن يشرب الجميع.] }
`

/** The village with an effects file; throws with the problems where the file has some. */
export function villageProfile(effects: string = EFFECTS): ResponderProfile {
  const read = parseEffects(effects, 'responder.yaml', village)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return createProfile(village, read.effects)
}

export const item = (ref: string): Item => itemOf(village, ref)

/** An assignment of these levels; the wording of each is the first unless said otherwise. */
export function assigned(levels: Record<string, string>, wordings: Record<string, number> = {}): Assignment {
  return { condition: 'base', levels, wordings, stratum: 'all', index: 0 }
}
