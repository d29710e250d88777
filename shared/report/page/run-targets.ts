/** A target in words: what was asked for, and how a reader must then understand a distance to people's own answers. */
export function targetWords(target: string): { readonly name: string; readonly caution: string } {
  switch (target) {
    case 'own':
      return { name: 'own answers', caution: '' }
    case 'norm':
      return {
        name: 'what most people there would say',
        caution:
          'Here the model was asked for the norm that people perceive around them. It is set beside what people said of themselves; a norm can rightly differ from that, so a distance is no error by itself, and it shares no plot and no mean with other targets.',
      }
    case 'assistant':
      return {
        name: 'what an assistant should say there',
        caution:
          "Here the model was asked what an assistant should say to people there. It is set beside people's own answers, which are not what they want of an assistant; it shares no plot and no mean with other targets.",
      }
    default:
      return {
        name: `target “${target}”`,
        caution: "It is set beside people's own answers and shares no plot and no mean with other targets.",
      }
  }
}
