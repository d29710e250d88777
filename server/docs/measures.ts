import { MEASURES } from '../../shared/analysis/alignment/measures/list.ts'
import type { Measure } from '../../shared/analysis/alignment/measures/measure.ts'
import { page } from './markdown.ts'

/** `docs/measures.md`: the card of every measure, in the order in which reports show them. */
export function measuresPage(measures: Readonly<Record<string, Measure>> = MEASURES): string {
  return page('Measures', 'shared/analysis/alignment/measures', [
    'P is the side that is read (a model, or people), Q the reference. Where a report has no number, it says why. `distance --help` says how to use these measures on a table of your own.',
    ...Object.values(measures).map(section),
  ])
}

function section({ card, unit, interval, roads }: Measure): string {
  const { low, high } = card.range
  const range = `${low ?? 'no least value'} to ${high ?? 'no greatest value'}`
  const isShift = roads.includes('sessions') || roads.includes('models alone')
  const match = card.match === undefined ? 'none: it describes P alone' : `${card.match}`
  return [
    `## ${card.name}`,
    [
      `- **Id:** \`${card.id}\`, a ${card.kind}`,
      `- **Formula:** \`${card.formula}\``,
      `- **Range:** ${range}; of a perfect match: ${match}`,
      `- **Unit:** ${card.unit}${!isShift || unit === card.unit ? '' : `; of a shift between two levels: ${unit}`}`,
      `- **Options need:** ${LEVELS[card.level]}`,
      `- **Shown in:** ${roads.length === 0 ? 'nothing by itself' : roads.map((road) => ROADS[road]).join(', ')}`,
      ...(isShift ? [`- **Interval of a shift:** ${intervals(interval, roads)}`] : []),
      `- **Source:** ${card.citation}`,
    ].join('\n'),
    `It assumes:\n\n${list(card.assumptions)}`,
    `It must not be used for:\n\n${list(card.invalidUses)}`,
  ].join('\n\n')
}

const LEVELS: Readonly<Record<Measure['card']['level'], string>> = {
  nominal: 'no order',
  ordinal: 'an order',
  interval: 'codes whose distances mean something',
}

const ROADS: Readonly<Record<Measure['roads'][number], string>> = {
  cells: 'cells of the report',
  sessions: 'shifts of sessions',
  'models alone': 'shifts of models asked alone',
  distance: 'the verb `distance`',
}

const IN_SESSIONS: Readonly<Record<Exclude<Measure['interval'], 'none'>, string>> = {
  percentile: 'by percentiles of resampled sessions',
  'about the estimate': 'about the estimate, since resamples have a bias that the estimate does not have',
}

/**
 * How a shift gets its interval in sessions and of models alone. In sessions it depends on the measure, of models alone
 * on the number of items.
 */
function intervals(interval: Measure['interval'], roads: Measure['roads']): string {
  if (interval === 'none') return 'none'
  const ways = [
    ...(roads.includes('sessions') ? [`in sessions ${IN_SESSIONS[interval]}`] : []),
    ...(roads.includes('models alone')
      ? [
          'of models alone by percentiles of resampled items; with fewer than five items, by the error of fresh answers about the estimate',
        ]
      : []),
  ]
  return ways.map((way) => way.replace(/^./, (first) => first.toUpperCase())).join('. ')
}

const list = (lines: readonly string[]) =>
  lines.length === 0 ? '- nothing' : lines.map((one) => `- ${one}`).join('\n')
