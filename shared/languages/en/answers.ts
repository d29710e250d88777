import type { AnswerWords } from '../answer-words.ts'

const opinion = '(?:opinions?|beliefs?|views?|feelings?|preferences?|experiences?)'

export const words: AnswerWords = {
  spaced: true,
  numbers: 'zero one two three four five six seven eight nine ten',
  answer: [
    '(?:so |therefore,? |thus,? |finally,? )?(?:my |the )?(?:final |last |short )?(?:answer|choice|response|rating|score)',
  ],
  is: ['is', 'would be'],
  before: [
    'option|number|(?:answer|rating|score|choice)(?: is)?|choose|chose|choosing|pick|select',
    "say|it(?:'s| is)(?: an?)?|give (?:it |this )?(?:an? )?|rate (?:it|this)(?: as)?(?: an?)?|put it at",
    "for me,?(?: it(?:'s| is))?(?: an?)?|rate it(?: as)?(?: an?)?|come down (?:on|at)(?: an?)?",
    '(?:go|going) with|lean(?:ing)? (?:to|towards?)|settle on|a solid|would be(?: an?)?',
  ],
  article: ['a|an|the|definitely|certainly|clearly|honestly,?'],
  onward: [
    'here|for|on|in|as|with|but|though|although|overall|myself|personally|if|given|to|rather|instead|since|because|is|would',
  ],
  after: ['is (?:my|the) (?:answer|choice|rating|score)'],
  unit: ['points?'],
  because: ['because', 'since', 'as', 'for'],
  others: [
    'formerly|used to|in the past|i once',
    'some (?:people|folks|would|might|may|could|say|will|think|believe)|others|somebody|someone|critics',
    '(?:many|few) (?:people|would|might|may|say|think|believe)',
  ],
  scale: {
    before: ['(?:on )?(?:an? |the )?(?:(?<!\\d)\\d+-point )?scale(?: of| from| between)?', 'of', 'from', 'between'],
    to: ['to', 'and', 'through'],
    after: ['scale'],
  },
  outOf: { between: ['out of', 'of'], behind: [] },
  or: ['or', 'and', 'to'],
  near: ['between', '(?:more|less|fewer|rather) than', 'at (?:least|most)', 'over', 'under', 'above', 'below'],
  not: {
    before: [
      "not|never|no|hardly|don't|do not|doesn't|isn't|wouldn't|can't|cannot|couldn't|neither|nor|rather than|without",
      'whether|if',
    ],
    behind: [
      ',? (?:or )?(?:maybe )?not(?: really)?|,? (?:only )?(?:if(?! i (?:had|have|must|were|need))|unless|provided)',
    ],
  },
  subject: ['i(?: am| would)?'],
  loose: [
    'yes|no|very|quite|some|somewhat|rather|a lot|a little|much|little|a great deal|fully|well',
    'only|fairly|fully|great|pride|at all|to some degree|quite a bit|a fair amount|a lot|strongly|weakly|not',
  ],
  refusal: [
    "(?:i'm|i am) (?:sorry,? (?:but|i)|afraid (?:i|that)|unable|not able|not comfortable|not in a position)",
    "(?:can't|cannot|can not|couldn't|won't|will not|would not|wouldn't|shouldn't|must not|unable to|not able to|not comfortable) (?:to )?(?:answer|respond|provide|give|share|choose|pick|select|rate|take|offer|comment|say(?! that| it| \\d)|state|express|help)",
    '(?:rather|prefer|choose|chose) (?:not|to not|to skip|to decline)',
    '(?:i|must|have to|respectfully|politely) decline',
    `(?:don't|do not|cannot|can't) have (?:any )?(?:personal |own |my own |real )*${opinion}`,
    `have no (?:personal |own |real )?${opinion}`,
    '(?:remain|stay|staying|remaining) neutral',
    '(?:no comment|^pass\\.?$|^skip\\.?$|^refused?\\.?$|i refuse)',
  ],
  notApplicable: [
    "(?:does not|doesn't|do not|don't|cannot|can't|not) (?:really )?apply(?: |\\.|,|$)",
    '(?:not applicable|inapplicable|^n ?/ ?a\\.?$|no such thing (?:here|where))',
  ],
  needsContext: [
    '(?:have|need) to know more',
    '(?:it|that|this|which|answer) (?:really |all |very much |would |will |always )?depends?',
    '^depends(?: |\\.|,|$)',
    '(?:need|needs|without|require|requires) (?:to know )?(?:more|further|some more|additional) (?:context|information|details?)',
    '(?:could|can) you (?:tell me more|clarify|be more specific|give me more)',
  ],
}
