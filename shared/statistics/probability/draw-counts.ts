import type { Random } from '../../random.ts'
import { logGamma } from './special.ts'

/**
 * A whole number from `low` to `high` by inversion that begins near the mode (Kemp 1986, Applied Statistics 35(3)): exact
 * but for rounding, in a number of steps that grows with the standard deviation. `chance` is the probability of `mode`,
 * and `odds` that of k + 1 over that of k.
 */
function fromMode(
  { low, high, mode, chance }: { low: number; high: number; mode: number; chance: number },
  odds: (k: number) => number,
  random: Random,
): number {
  for (;;) {
    let rest = random.next() - chance
    if (rest < 0) return mode
    let [up, down, pUp, pDown] = [mode, mode, chance, chance]
    while (pUp > 0 || pDown > 0) {
      if (pUp > 0) {
        pUp = up < high ? pUp * odds(up) : 0
        up += 1
        rest -= pUp
        if (rest < 0) return up
      }
      if (pDown > 0) {
        pDown = down > low ? pDown / odds(down - 1) : 0
        down -= 1
        rest -= pDown
        if (rest < 0) return down
      }
    }
    // The probabilities summed to a hair less than 1, and the draw was in what rounding left over.
  }
}

const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)

/** How many of `n` trials succeed, each with probability `p`. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (n === 0 || p <= 0) return 0
  if (p >= 1) return n
  const mode = Math.min(n, Math.floor((n + 1) * p))
  const chance = Math.exp(logChoose(n, mode) + mode * Math.log(p) + (n - mode) * Math.log1p(-p))
  return fromMode({ low: 0, high: n, mode, chance }, (k) => ((n - k) / (k + 1)) * (p / (1 - p)), random)
}

/** How many of `marked` ones are among `taken` that are drawn from `all` without putting any back. */
export function drawHypergeometric(all: number, marked: number, taken: number, random: Random): number {
  const low = Math.max(0, taken + marked - all)
  const high = Math.min(marked, taken)
  if (low === high) return low
  const mode = Math.min(high, Math.max(low, Math.floor((taken + 1) * ((marked + 1) / (all + 2)))))
  const chance = Math.exp(logChoose(marked, mode) + logChoose(all - marked, taken - mode) - logChoose(all, taken))
  const odds = (k: number) => ((marked - k) / (k + 1)) * ((taken - k) / (all - marked - taken + k + 1))
  return fromMode({ low, high, mode, chance }, odds, random)
}
