/** A reply as it is read out: without the signs of markdown, and without addresses. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^\s*(```|~~~).*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(#{1,6}\s+|>\s?|[-*+]\s+)/gm, '')
    .replace(/^\s*\|?[\s:|-]*---[\s:|-]*$/gm, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|[\s(])[*_](\S(?:[^*_\n]*\S)?)[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/[^\S\n]*\|[^\S\n]*/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}
