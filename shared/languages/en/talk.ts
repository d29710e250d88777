import type { TalkWords } from '../talk-words.ts'

export const words: TalkWords = {
  script: /\p{Script=Latin}/gu,
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
  person: {
    first: ['Hi there.', 'Hello.', 'Good evening.'],
    starts: ['Hm, let me think.', 'Well.', 'That is a fair question.', 'I have thought about that before.', 'Right.'],
    says: [
      'I grew up with five brothers and sisters, so I am used to many opinions at one table.',
      'My week was long, and it is good to sit down for a moment.',
      'It depends on the day, to be honest, but mostly I see it like this.',
      'My mother would say it in fewer words than I do.',
    ],
    asks: ['What do you think?', 'How do you see it?', 'Is that strange?'],
  },
}
