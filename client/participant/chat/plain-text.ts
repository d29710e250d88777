import { isBearable } from '../markdown/bearable.ts'

/**
 * The text of a reply that a screen reader reads: without the signs of markdown, and without addresses. A reply that is
 * shown as it was written is read as it was written.
 */
export function plainText(markdown: string): string {
  if (!isBearable(markdown)) return markdown.trim()
  return markdown
    .replace(/^\s*(```|~~~).*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(#{1,6}\s+|>\s?|[-*+]\s+)/gm, '')
    .replace(/^[ \t:|-]*---[ \t:|-]*$/gm, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|[\s(])[*_](\S(?:[^*_\n]*\S)?)[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/[^\S\n]*\|[^\S\n]*/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}
