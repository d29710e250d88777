import type { References } from '../analysis/alignment/reference.ts'
import type { Columns } from '../analysis/answers/session-answers.ts'
import { reference } from '../instrument/population.ts'
import { placeName } from '../study/place-name.ts'
import type { Study } from '../study/study.ts'
import type { Places } from './report.ts'

const RULE =
  'A session counts for the first place that its participant declared and the study knows. Nothing is guessed from a language or an address; sessions without such a place are in no comparison with a reference, and are counted here.'

/** The places that people declared, and what the references have about them. Only analysed sessions count. */
export function placesOf(study: Study, columns: Columns, references: References): Places {
  const { sessions } = columns
  const within = (place: string) => sessions.filter((session) => session.place === place).length
  const unplaced = sessions.filter(({ place }) => place === null)
  const values = columns.items.filter(({ item }) => item.theory !== 'none')
  const asked = values.filter(({ item }) => item.reference !== undefined)
  return {
    rule: RULE,
    rows: columns.places
      .map((place) => {
        const kinds = asked.map((coded) => references.of(place, coded).kind)
        const count = (kind: string) => kinds.filter((one) => one === kind).length
        return {
          place,
          name: placeName(study, place),
          sessions: within(place),
          itemsWithDistribution: count('distribution'),
          itemsWithMean: count('mean'),
          itemsWithout: values.length - count('distribution') - count('mean'),
        }
      })
      .sort((a, b) => b.sessions - a.sessions || a.place.localeCompare(b.place)),
    noneDeclared: unplaced.filter(({ placesDeclared, ownWords }) => placesDeclared === 0 && !ownWords).length,
    ownWordsOnly: unplaced.filter(({ placesDeclared, ownWords }) => placesDeclared === 0 && ownWords).length,
    unknownOnly: unplaced.filter(({ placesDeclared }) => placesDeclared > 0).length,
    severalDeclared: sessions.filter(({ placesDeclared }) => placesDeclared > 1).length,
    lacking: study.populations.map((population) => {
      const places = columns.places.filter(
        (place) => !asked.some(({ item }) => reference(population, place, item.reference!) !== undefined),
      )
      return {
        population: population.id,
        places,
        sessions: places.reduce((sum, place) => sum + within(place), 0),
      }
    }),
  }
}
