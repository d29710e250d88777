import type { AnswerWords } from '../answer-words.ts'

const opinion = '(?:opiniones|opinión|creencias|sentimientos|preferencias|experiencias|emociones|puntos? de vista)'

export const words: AnswerWords = {
  spaced: true,
  numbers: 'cero uno|una dos tres cuatro cinco seis siete ocho nueve diez',
  answer: [
    '(?:entonces,? |por (?:lo )?tanto,? |así que |en conclusión,? )?(?:mi |la )?(?:respuesta|elección|opción elegida|puntuación|calificación|valoración)(?: final| definitiva)?',
  ],
  is: ['es', 'sería'],
  before: [
    '(?:la )?opción(?: número)?|(?:el )?número|(?:respuesta|elección|puntuación|calificación|valoración)(?: final)?(?: (?:es|sería))?(?: (?:un|una|el|la))?',
    '(?:elijo|elegiría|escojo|escogería|selecciono|seleccionaría|marco|marcaría|pongo|pondría|digo|diría|diría que|optaría por|opto por)(?: (?:un|el|la))?',
    '(?:me )?(?:sitúo|situaría|ubico|ubicaría) en(?: el)?|(?:lo |la )?(?:puntúo|puntuaría|valoro|valoraría|califico|calificaría)(?: con)?(?: un)?|para mí,?(?: (?:es|sería))?(?: (?:un|el|la))?',
    '(?:(?:le |lo )?(?:doy|daría)|me quedo con|me quedaría con|me inclino por|me inclinaría por|lo valoro con|sería)(?: (?:un|el|la))?',
  ],
  article: ['un|una|el|la|definitivamente|claramente|sin duda,?'],
  onward: ['aquí|para|en|por|con|pero|aunque|personalmente|como|si|porque|en este'],
  after: ['es mi (?:respuesta|elección|puntuación)', 'sería mi (?:respuesta|elección)', 'diría(?: yo)?'],
  unit: ['puntos?'],
  because: ['porque', 'ya que', 'pues', 'dado que', 'puesto que', 'por'],
  others: [
    'antes|en el pasado',
    'alguien',
    '(?:algun[oa]s|otr[oa]s|much[oa]s|poc[oa]s)(?: personas)? (?:dirían|dicen|podrían|pueden|piensan|creen|estarían|están|elegirían)',
    'hay quien(?:es)?|hay gente que|otros',
  ],
  scale: {
    before: ['en', '(?:una |la )?escala', 'de(?:l)?', 'entre', 'desde(?: el)?'],
    to: ['al?', 'hasta(?: el)?', 'y'],
    after: [],
  },
  outOf: { between: ['de', 'sobre', 'de un total de', 'de cada'], behind: [] },
  or: ['o', 'u', 'y', 'a'],
  near: ['entre', '(?:más|menos|mayor|menor) (?:de|que)', 'al menos', 'como mucho', 'por lo menos', 'casi'],
  not: {
    before: ['no|nunca|jamás|tampoco|ni|sin|apenas|si|en vez de'],
    behind: [
      ',? (?:solo )?(?:si(?! (?:tuviera|tengo|hay|debo))|siempre que|a menos que)',
      ',? (?:no|tampoco) (?:es|estoy|diría|podría|puedo|creo|sería)',
      ' no',
    ],
  },
  subject: ['(?:yo )?estoy|yo|me|lo'],
  loose: [
    'sí|si|no|muy|mucho|mucha|bastante|poco|poca|algo|nada|un poco|alguna|alguno|ninguna|ninguno|casi',
    'más bien|del todo|solo|nunca|siempre',
  ],
  refusal: [
    'mejor no (?:contesto|respondo|digo|opino)|no (?:contesto|respondo)',
    '(?:prefiero|preferiría|elijo|opto por|prefiere) no (?:responder|contestar|decir|opinar|elegir|pronunciarme|hacerlo|dar|comentar)',
    'no (?:puedo|podría|voy a|quiero|deseo|debo|me es posible|es posible|soy capaz de|me corresponde|estoy en condiciones de|me siento cómod[oa]) (?:a |para )?(?:respondiendo|contestando|opinando|compartiendo|responder|contestar|dar|ofrecer|elegir|escoger|seleccionar|opinar|proporcionar|expresar|tomar|comentar|compartir|valorar|calificar|puntuar|pronunciarme|ayudar)',
    'no (?:quisiera|pienso) (?:responder|contestar|opinar)',
    `no (?:tengo|poseo|cuento con) (?:una |ningun[ao]s? |mis )?(?:propias? |verdader[oa]s )?${opinion}`,
    '(?:carezco de|sin) (?:opiniones|opinión) (?:personal|propia)',
    '(?:mantenerme|permanecer|mantengo) neutral|no opinar',
    'me niego a|declino (?:responder|contestar|la)|rehúso|me abstengo',
    '(?:sin comentarios|^paso\\.?$|^no contesto\\.?$|^ns ?/ ?nc\\.?$)',
  ],
  notApplicable: [
    'no (?:me |se |nos |le )?(?:aplica|aplicaría|corresponde)(?![\\p{L}])(?! (?:a mí )?(?:responder|contestar|opinar|decir))',
    'no es (?:aplicable|pertinente)',
    '^n ?/ ?a\\.?$',
    'no procede',
  ],
  needsContext: [
    'saber más(?! que)',
    'depende(?:rá|ría)?(?: |\\.|,|;|$)',
    '(?:necesit(?:o|aría)|hace falta|se necesita|faltan?|requiero|haría falta) (?:saber )?(?:más |mayor |algo más de )(?:contexto|información|detalles|datos)',
    '(?:podrías?|puedes?|podría usted) (?:darme|dar|decirme|aclarar|precisar|especificar|contarme)',
    'según (?:el caso|la situación|las circunstancias|el contexto|la persona|como)',
  ],
}
