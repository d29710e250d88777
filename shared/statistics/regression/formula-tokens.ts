import { ModelProblem } from './model-problem.ts'

/** A piece of a formula and its place in the text, counted from 0. */
export interface Token {
  readonly kind: 'name' | 'number' | 'symbol'
  readonly text: string
  readonly place: number
}

const PIECE = /\s+|([\p{L}_.][\p{L}\p{M}\p{N}_.]*)|`([^`]+)`|(\d+)|(\|\||[-~+*:/^()|])/uy

/** Cuts a formula into names, numbers and symbols. Throws `ModelProblem` at a character that is none of these. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let place = 0
  while (place < text.length) {
    PIECE.lastIndex = place
    const found = PIECE.exec(text)
    if (!found) {
      throw new ModelProblem(
        'formula',
        `Formula "${text}": cannot read "${text[place]}" (place ${place + 1}). Put back quotes around an unusual name, like \`my column\`.`,
      )
    }
    const [, plain, quoted, number, symbol] = found
    const name = plain ?? quoted
    if (name !== undefined) tokens.push({ kind: 'name', text: name, place })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, place })
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, place })
    place = PIECE.lastIndex
  }
  return tokens
}
