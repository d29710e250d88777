import type { AnswerWords } from '../answer-words.ts'

const opinion =
  '(?:meinung(?:en)?|ansicht(?:en)?|überzeugung(?:en)?|gefühle?|vorlieben|erfahrungen|präferenzen|haltung)'

export const words: AnswerWords = {
  spaced: true,
  numbers: 'null eins|eine zwei drei vier fünf sechs sieben acht neun zehn',
  answer: [
    '(?:also:? |daher |deshalb |somit |folglich )?(?:meine |die )?(?:endgültige |abschließende |letzte |kurze )?(?:antwort|wahl|bewertung|einschätzung|auswahl)',
  ],
  is: ['ist', 'lautet', 'wäre'],
  before: [
    'option|nummer|zahl|ziffer|(?:antwort|wahl|bewertung|einschätzung)(?: (?:ist|lautet|wäre))?(?: (?:die|eine|mit))?|wert',
    '(?:wähle|wählte|nehme|sage|sagte|antworte|antwortete|vergebe)(?: (?:ich|mal|hier))?(?: mit)?(?: (?:die|eine))?',
    'gebe(?: (?:ich|dem|es|hier|ihm))*(?: (?:die|eine))?|entscheide(?: ich)? mich für(?: (?:die|eine|option))?',
    '(?:tendiere|neige)(?: ich)?(?: eher)? zu(?:r)?|liege(?: ich)? bei(?: einer)?|bewerte(?: ich)? (?:es|das|dies) mit(?: einer)?',
    'komme ich (?:auf|zu)(?: (?:eine|einer|die|der))?|für mich(?: (?:ist|wäre))?(?: es)?(?: (?:eine|die))?',
    'würde ich (?:sagen:?|eine|die)',
  ],
  article: ['eine|die|der|ne|definitiv|eindeutig|ganz klar|klar'],
  onward: ['hier|für|auf|bei|in|an|aber|als|persönlich|wenn|weil|denn|da|obwohl|dafür|dazu|und|aus|mit'],
  after: [
    '(?:würde|möchte) ich (?:sagen|wählen|nehmen|geben|antworten)',
    '(?:sagen|wählen|nehmen|geben|vergeben|antworten|ankreuzen|einordnen|ansiedeln|verorten)(?!,? dass)',
    '(?:sage|wähle|nehme) ich',
    'ist meine (?:antwort|wahl|bewertung|einschätzung)',
    'wäre meine (?:antwort|wahl)',
  ],
  unit: ['punkte?n?'],
  because: ['weil', 'da', 'denn', 'aus'],
  others: [
    'früher|damals',
    '(?:manche|einige|andere|viele|wenige)(?: (?:menschen|leute))?',
    'jemand|man könnte|man kann|kritiker|es gibt (?:menschen|leute)',
  ],
  scale: {
    before: ['auf', '(?:einer |der )?(?:(?<!\\d)\\d+er-)?skala', 'von', 'zwischen'],
    to: ['bis(?: zu)?', 'und'],
    after: ['skala'],
  },
  outOf: { between: ['von', 'aus', 'auf'], behind: [] },
  or: ['oder', 'und', 'bis'],
  near: ['zwischen', '(?:mehr|weniger|größer|kleiner|eher) als', 'mindestens', 'höchstens', 'über', 'unter'],
  not: {
    before: ['nicht|nie|niemals|kein|keine|keinen|keinem|keiner|keinesfalls|keineswegs|kaum|weder|ohne|statt|ob'],
    behind: [
      ',? (?:nur )?(?:wenn(?! auch| ich (?:wählen|mich|müsste))|falls|sofern)',
      ',?(?: [\\p{L}]+){0,2} (?:nicht|kaum|keinesfalls|keineswegs)',
    ],
  },
  subject: ['ich(?: bin)?'],
  loose: [
    'ja|nein|sehr|ziemlich|etwas|wenig|ein wenig|ein bisschen|kaum|viel|eher|völlig|ganz|gar nicht|einige|teils',
    'nichts|nur|voll|und|bis zu einem gewissen grad|gleich null|groß|gering|stark|schwach',
  ],
  refusal: [
    '(?:möchte|will|werde|würde|kann|könnte|darf|mag) (?:ich |dazu |darauf |das |hier |hierzu |mich |diese |frage |lieber |leider |die |als ki |keine |persönliche |bewertung |es )*(?:nicht|keine|nichts) (?:[\\p{L}]+ ){0,3}(?:beantworten|antworten|äußern|sagen(?!:|,? dass)|bewerten|auswählen|wählen|abgeben|geben|treffen|teilen|festlegen|entscheiden|einnehmen|beurteilen|machen|helfen|weiterhelfen)',
    '(?:äußere|äussere)(?: ich)? mich (?:dazu |hierzu |hier )?nicht',
    `(?:habe|besitze|vertrete)(?: ich)?(?: selbst| dazu| hierzu| als [\\p{L}-]+)* keine (?:eigene |eigenen |persönliche |persönlichen |echten )*${opinion}`,
    `keine (?:eigene |eigenen |persönliche |persönlichen )+${opinion}`,
    'neutral bleiben|keine (?:eigene )?meinung (?:[\\p{L}]+ )?(?:äußern|abgeben)',
    '(?:keine angabe|kein kommentar|^passe?\\.?$|^ich passe\\.?$|^weiter\\.?$)',
    '(?:ich |muss |möchte )(?:[\\p{L}]+ )?(?:lehne|ablehnen|verweigere|verweigern|enthalte mich)',
    '(?:verweigere|lehne)(?: ich)?(?: es)? (?:die antwort|ab)',
    'nicht in der lage,? (?:[\\p{L}]+ ){0,3}zu (?:beantworten|bewerten|beurteilen|antworten)',
    'lieber nicht (?:beantworten|antworten|sagen)|^lieber nicht\\.?$',
  ],
  notApplicable: [
    '(?:trifft|treffen|träfe) [^.!?\\n]{0,60}?nicht zu(?![\\p{L}])',
    'nicht zutreffend|unzutreffend|nicht anwendbar|^entfällt\\.?$|^k ?\\. ?a\\.?$',
    '(?:gilt|gelten) (?:für (?:mich|uns) |hier )nicht|betrifft mich nicht|nicht zutrifft',
  ],
  needsContext: [
    '(?:müsste|muss|müssten)(?: ich| man)? (?:[\\p{L}]+ ){0,2}mehr (?:[\\p{L}]+ ){0,2}wissen|mehr wissen',
    '(?:kommt|käme|kommt es)(?: (?:ganz|sehr|immer|stark|da|hier|wirklich))* (?:darauf|drauf|auf [^.!?\\n]{1,60}) an(?![\\p{L}])',
    'hängt (?:[^.!?\\n]{0,40}?)?(?:davon ab|vo[nm] )|abhängig von|je nachdem|je nach (?:situation|fall|person|lage|kontext)',
    '(?:brauche|benötige|bräuchte|bräuchten|fehlt|fehlen|ohne)(?: ich)?(?: mir| noch| dafür| dazu)* (?:mehr|weitere|nähere|genauere|zusätzliche)(?:[nrs])? (?:kontext|informationen|angaben|details|einzelheiten|infos)',
    '(?:können|könnten) sie (?:mir )?(?:mehr|das genauer|genauer|näher|das näher|konkreter)',
  ],
}
