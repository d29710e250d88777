import type { Tongue } from './chosen-language.ts'

/** What the responder says by itself, whatever the subject. */
export type TalkWords = {
  openings: readonly string[]
  /** Sentences that repeat a word of the person. */
  takesUp: readonly ((word: string) => string)[]
  acknowledges: readonly string[]
  thoughts: readonly string[]
  questions: readonly string[]
  listHead: string
  identity: string
  /** Questions of people about what they are talking with. */
  asksIdentity: RegExp
  /** Words that are too common to be repeated. */
  common: ReadonlySet<string>
}

const english: TalkWords = {
  openings: [
    'Hello, and welcome. What would you like to talk about first?',
    'Good to have you here. What has been on your mind lately?',
    'Hello! Take your time. Where shall we begin?',
  ],
  takesUp: [
    (word) => `You mention “${word}”, and I would like to stay with that for a moment.`,
    (word) => `“${word}”: that says something already.`,
    (word) => `Thank you for putting it like that. “${word}” seems to matter here.`,
    (word) => `What you say about “${word}” makes sense to me.`,
  ],
  acknowledges: ['Thank you for telling me.', 'I see.', 'That is good to hear from you.'],
  thoughts: [
    'Often the small things of a week show best what counts for somebody.',
    'People in one house can see this in different ways and still live well together.',
    'It may look different at twenty and at sixty.',
    'What one owes to others and what one owes to oneself do not always pull the same way.',
    'Sometimes a habit holds long after its reason is forgotten, and sometimes the reason holds.',
  ],
  questions: [
    'How did you come to see it that way?',
    'Is there a moment that you think of when you say this?',
    'Would the people close to you say the same?',
    'What would have to change for you to see it another way?',
    'Has that always been so for you?',
  ],
  listHead: 'Two things come to mind:',
  identity:
    'I am the built-in responder of this software: a program that replies with prepared sentences. I am not a language model, and I am not a person.',
  asksIdentity:
    /\b(who|what) (are|r) (you|u)( really| exactly| anyway)?\s*([?.!,]|$)|\bwho am i (talking|speaking|chatting|writing) (to|with)\b|\bare (you|u) (really |actually |just )?(an? )?(real|human|person|bot|robot|machine|program|computer|ai\b|a\.i|artificial|language model|llm|chatgpt|gpt|claude|gemini)|\bwhich (ai|model|language model) (are you|is this)\b|\bis this (an? )?(ai|bot|chatgpt|human|real person)\b/i,
  common: new Set(
    (
      'about above after again against also although always among another around because been before being below between ' +
      'both cannot could does doing done down during each either else enough even ever every from have having here hers ' +
      'herself himself into itself just like made make many maybe mean might more most much must myself never none ' +
      'nothing often once only other others ours ourselves over perhaps please quite rather really same seem seems ' +
      'shall should since some somebody someone something sometimes such than thank thanks that their theirs them ' +
      'themselves then there these they thing things think this those though through under until very want wants ' +
      'were what when where whether which while whom whose will with within without would your yours yourself hello ' +
      'know well good yeah okay people say says said going feel would‘ve'
    ).split(' '),
  ),
}

const arabic: TalkWords = {
  openings: [
    'أهلاً وسهلاً. عمّ تود أن نتحدث أولاً؟',
    'يسعدني حضورك هنا. ما الذي يشغل بالك هذه الأيام؟',
    'مرحباً بك، وخذ وقتك. من أين نبدأ؟',
  ],
  takesUp: [
    (word) => `ذكرتَ «${word}»، وأود أن نقف عندها قليلاً.`,
    (word) => `«${word}»: في هذه الكلمة وحدها معنى كثير.`,
    (word) => `شكراً على هذا التعبير. يبدو أن «${word}» مهمة هنا.`,
    (word) => `كلامك عن «${word}» مفهوم عندي.`,
  ],
  acknowledges: ['شكراً على مشاركتك هذا.', 'فهمت.', 'يسرني أن أسمع هذا منك.'],
  thoughts: [
    'كثيراً ما تُظهر تفاصيل الأسبوع الصغيرة ما يهم الإنسان حقاً.',
    'قد يرى أهل البيت الواحد هذا الأمر بطرق مختلفة ويعيشون معاً بخير.',
    'قد يبدو الأمر مختلفاً في العشرين عنه في الستين.',
    'ما علينا للآخرين وما علينا لأنفسنا لا يسيران دائماً في اتجاه واحد.',
    'أحياناً تبقى العادة بعد أن يُنسى سببها، وأحياناً يبقى السبب.',
  ],
  questions: [
    'كيف وصلت إلى هذه النظرة؟',
    'هل يخطر ببالك موقف معين حين تقول هذا؟',
    'هل يقول المقربون منك الشيء نفسه؟',
    'ما الذي ينبغي أن يتغير حتى ترى الأمر بطريقة أخرى؟',
    'هل كان الأمر هكذا عندك دائماً؟',
  ],
  listHead: 'يخطر ببالي أمران:',
  identity: 'أنا المجيب المدمج في هذا البرنامج: برنامج يرد بجمل معدّة مسبقاً. لست نموذجاً لغوياً ولست إنساناً.',
  asksIdentity:
    /(من|مين|ما|ماذا|شو|ايش|إيش) (أنت|انت|أنتِ|تكون|تكونين)|مع من (أتحدث|اتحدث|أتكلم|اتكلم)|هل (أنت|انت|أنتِ) .*(إنسان|انسان|بشر|شخص|روبوت|آلة|الة|برنامج|ذكاء|نموذج|حقيقي)|(أنت|انت) (إنسان|انسان|بشر|روبوت|برنامج|ذكاء)/u,
  common: new Set(
    (
      'هذا هذه ذلك تلك الذي التي الذين عندما حيث لكن لأن لان كان كانت يكون تكون على إلى الى عن من مع بعد قبل بين عند كل ' +
      'بعض غير مثل أيضا ايضا أيضاً جدا جداً فقط حتى منذ إذا اذا لقد قد هل ماذا كيف لماذا متى أين اين نعم شكرا شكراً مرحبا أهلا ' +
      'الناس شيء أشياء أنا انا أنت انت نحن هو هي هم يجب يمكن ربما دائما دائماً أحيانا أحياناً عندي لدي أعتقد اعتقد أظن أرى'
    ).split(' '),
  ),
}

export const TALK_WORDS: Readonly<Record<Tongue, TalkWords>> = { en: english, ar: arabic }
